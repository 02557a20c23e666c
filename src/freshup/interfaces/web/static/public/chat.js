// The chat of a store's own site: an automated assistant that says so, and the store's people when they join.
//
//   <script src="https://…/widget/chat.js" data-key="…" defer></script>
//
// It sets no cookie; the name of the talk lies in the tab's own storage, or in memory where a browser forbids that.
// Everything stands in a shadow tree with a style sheet of its own, so that page and widget leave each other alone.
// Optional: data-language="es", data-side="left", data-vin or data-stock of the vehicle the page shows.
(() => {
  const script = document.currentScript, key = script && script.dataset.key
  if (!key || document.getElementById('freshup-chat')) return
  const base = new URL(script.src).origin, STORED = `freshup-chat-${key}`
  const WORDS = {
    en: {
      open: 'Chat with us', title: 'Chat with {store}', close: 'Close the chat window', end: 'End chat',
      bot: 'Automated assistant', waiting: 'Waiting for a person', person: '{name}, {store}', ended: 'Chat ended',
      you: 'You', assistant: 'Assistant', write: 'Your message', send: 'Send', name: 'Name', phone: 'Phone',
      email: 'E-mail', leave: 'Send my contact', typing: 'The assistant is writing', again: 'Start a new chat',
      offline: 'No connection just now. Nothing was sent; your words are still in the box.',
      lost: 'The connection is gone. What you wrote so far is safe; we keep trying.',
      many: 'Too many messages at once. Please wait a moment; your words are still in the box.',
      reach: 'A phone number or an e-mail address is needed.',
      consent: 'The wording about how we may contact you has changed. Please read it once more.',
      over: 'This chat has ended.', stock: 'Stock', miles: 'miles', gone: 'no longer here', page: 'Details',
      news: 'New message', choose: 'Suggested answers', model: 'written by a language model'
    },
    es: {
      open: 'Chatee con nosotros', title: 'Chat con {store}', close: 'Cerrar la ventana del chat', end: 'Terminar',
      bot: 'Asistente automático', waiting: 'Esperando a una persona', person: '{name}, {store}', ended: 'Chat terminado',
      you: 'Usted', assistant: 'Asistente', write: 'Su mensaje', send: 'Enviar', name: 'Nombre', phone: 'Teléfono',
      email: 'Correo', leave: 'Enviar mis datos', typing: 'El asistente está escribiendo', again: 'Empezar otro chat',
      offline: 'No hay conexión. No se envió nada; sus palabras siguen en el cuadro.',
      lost: 'Se perdió la conexión. Lo que escribió está guardado; seguimos intentando.',
      many: 'Demasiados mensajes a la vez. Espere un momento; sus palabras siguen en el cuadro.',
      reach: 'Hace falta un teléfono o un correo.',
      consent: 'El texto sobre cómo podemos comunicarnos cambió. Léalo otra vez, por favor.',
      over: 'Este chat terminó.', stock: 'Inventario', miles: 'millas', gone: 'ya no está', page: 'Detalles',
      news: 'Mensaje nuevo', choose: 'Respuestas sugeridas', model: 'escrito por un modelo de lenguaje'
    }
  }
  const CSS = `
  :host{all:initial;--accent:#1d4ed8;--ground:#fff;--soft:#f1f3f6;--ink:#15181d;--dim:#545d69;--line:#8b94a1}
  @media (prefers-color-scheme:dark){:host{--ground:#171a20;--soft:#262b34;--ink:#eef1f5;--dim:#b3bbc6;--line:#79828f}}
  *{box-sizing:border-box}
  .in{position:fixed;z-index:2147483000;bottom:16px;right:16px;font:16px/1.4 system-ui,sans-serif;color:var(--ink)}
  .in.left{right:auto;left:16px}
  button,input,textarea{font:inherit;color:inherit}
  button{min-height:44px;min-width:44px;padding:8px 16px;border:1px solid var(--line);border-radius:22px;
    background:var(--ground);cursor:pointer}
  button:focus-visible,input:focus-visible,textarea:focus-visible,a:focus-visible,.log:focus-visible{
    outline:3px solid var(--ink);outline-offset:2px}
  .go,.launch{background:var(--accent);border-color:var(--accent);color:#fff}
  .launch{box-shadow:0 2px 12px #0006}
  [hidden]{display:none!important}
  .panel{display:flex;flex-direction:column;width:min(380px,calc(100vw - 32px));height:min(600px,calc(100vh - 32px));
    background:var(--ground);border:1px solid var(--line);border-radius:14px;box-shadow:0 8px 40px #0006;overflow:hidden}
  .head{display:flex;align-items:center;gap:8px;padding:8px 8px 8px 16px;border-bottom:1px solid var(--line)}
  .head div{flex:1;min-width:0}
  h2{margin:0;font-size:16px}
  .state{margin:0;font-size:14px;color:var(--dim)}
  .state::before{content:"";display:inline-block;width:9px;height:9px;margin-right:6px;border:2px solid var(--dim);border-radius:2px}
  .state[data-state=person]::before{border-radius:50%;background:var(--dim)}
  .state[data-state=waiting]::before{border-radius:50%}
  .log{flex:1;overflow-y:auto;padding:12px 16px;display:flex;flex-direction:column;gap:8px;overscroll-behavior:contain}
  .line{max-width:90%;align-self:flex-start}
  .line.visitor{align-self:flex-end}
  .line p{margin:0;padding:8px 12px;border-radius:12px;background:var(--soft);white-space:pre-line;overflow-wrap:anywhere}
  .visitor p{background:var(--accent);color:#fff}
  .event{align-self:center}.event p{background:none;color:var(--dim);font-size:14px;text-align:center}
  .who{font-size:13px;color:var(--dim)}
  .visitor .who{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
  .unit{display:flex;gap:10px;margin-top:6px;padding:8px;border:1px solid var(--line);border-radius:12px}
  .unit img{width:96px;height:72px;object-fit:cover;border-radius:8px;background:var(--soft)}
  .unit b,.unit span,.unit a{display:block}.unit span{font-size:14px;color:var(--dim)}.unit a{color:inherit;padding:10px 0}
  .choices{display:flex;flex-wrap:wrap;gap:8px;margin-top:8px}
  .contact{display:flex;flex-direction:column;gap:8px;margin-top:8px;padding:12px;border:1px solid var(--line);border-radius:12px}
  label{display:block;font-size:14px}
  .contact input:not([type=checkbox]),textarea{width:100%;min-height:44px;padding:9px 12px;border:1px solid var(--line);
    border-radius:10px;background:var(--ground)}
  .check{display:flex;gap:8px;align-items:flex-start;min-height:44px}.check input{width:22px;height:22px;flex:none;margin:0}
  .word{margin:0;padding:0 16px 8px;font-size:14px;color:var(--dim)}.word.bad{color:var(--ink);font-weight:600}
  .foot{display:flex;gap:8px;padding:8px;border-top:1px solid var(--line)}.foot label{flex:1}
  .foot span{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
  textarea{resize:none;height:44px}
  @media (max-width:480px){.in.opened{inset:0;right:0;left:0}.panel{width:100%;height:100%;border:0;border-radius:0}}
  @media (prefers-reduced-motion:no-preference){.panel{animation:in .15s ease-out}@keyframes in{from{opacity:0;transform:translateY(8px)}}}`

  let language = asked(), talk = kept(), config, state = 'bot', person = '', timer, quiet = 0, failing = 0, busy = false
  let unread = 0, opened = false, pulling = null
  const say = (code, blanks = {}) => WORDS[language][code].replace(/\{(\w+)\}/g, (_, name) => blanks[name] ?? '')

  function asked () {
    const wish = script.dataset.language || document.documentElement.lang || navigator.language || 'en'
    return wish.slice(0, 2).toLowerCase() === 'es' ? 'es' : 'en'
  }
  function kept () { try { return JSON.parse(sessionStorage.getItem(STORED)) || {} } catch { return {} } }
  function keep () { try { sessionStorage.setItem(STORED, JSON.stringify(talk)) } catch { /* then it lasts as long as the page */ } }

  function make (tag, properties = {}, ...inside) {
    const { data, ...rest } = properties
    const made = Object.assign(document.createElement(tag), rest)
    for (const [name, value] of Object.entries(data || {})) made.setAttribute(name, value)
    made.append(...inside.filter(one => one !== null && one !== undefined))
    return made
  }

  // -- speaking with the store ---------------------------------------------------------------------------

  async function ask (what, body) {
    const headers = {}
    if (body) headers['Content-Type'] = 'application/json'
    if (talk.token && what !== 'start') headers.Authorization = `Bearer ${talk.token}`
    const [path, query = ''] = what.split('?')
    const answer = await fetch(`${base}/chat/${encodeURIComponent(key)}/${path}/${query && `?${query}`}`, {
      method: body ? 'POST' : 'GET', headers, credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer',
      body: body && JSON.stringify(body), signal: AbortSignal.timeout ? AbortSignal.timeout(15000) : undefined
    })
    let told = {}
    try { told = await answer.json() } catch { /* no answer of ours */ }
    if (!answer.ok) throw Object.assign(new Error(told.error || 'failed'), { status: answer.status, wait: Number(answer.headers.get('Retry-After')) || 0 })
    return told
  }

  function vehicle () {
    const { vin = '', stock = '' } = script.dataset
    if (vin || stock) return { vin, stock }
    const marked = [...document.querySelectorAll('[data-vin], [data-stock]')]
    const found = new Map(marked.map(one => [one.dataset.vin || one.dataset.stock, one.dataset]))
    const [only] = found.size === 1 ? found.values() : [{}]
    return { vin: only.vin || '', stock: only.stock || '' }
  }

  async function begin () {
    const here = window.freshup, visitor = here && typeof here.visitor === 'function' ? here.visitor() : ''
    const page = location.origin + location.pathname
    const told = await ask('start', { language, page, visitor: visitor || '', ...vehicle() })
    talk = { token: told.token, after: 0, open: true }
    take(told)
  }

  // Lines that are there already when the page is loaded anew are shown once more from the first.
  function take (told) {
    if (told.language && told.language !== language && WORDS[told.language]) { language = told.language; name() }
    const news = told.lines.filter(one => !log.querySelector(`[data-line="${Number(one.id)}"]`))
    if (news.length) {
      for (const old of log.querySelectorAll('.choices, .contact')) if (!old.contains(root.activeElement)) old.remove()
      news.forEach((one, place) => show(one, place === news.length - 1))
      talk.after = Math.max(talk.after || 0, ...news.map(one => one.id))
      log.scrollTop = log.scrollHeight
    }
    const spoken = news.filter(one => one.who === 'person' || one.event === 'joined')
    if (spoken.length) person = spoken[spoken.length - 1].name || person
    state = told.state
    typing.hidden = !told.thinking
    if (told.thinking) quiet = 0
    status()
    keep()
    return news
  }

  async function pull () {
    if (busy || pulling) return
    try {
      pulling = ask(`lines?after=${talk.after || 0}`)
      const news = take(await pulling)
      failing = 0
      quiet = news.length ? 0 : quiet + 1
      if (!opened && news.length) { unread += news.length; status() }
      if (notice.dataset.code === 'lost') tell('')
    } catch (error) {
      if (error.status === 404 || error.status === 401) return over()
      failing += 1
      if (failing > 1 && opened) tell('lost')
    } finally { pulling = null; later() }
  }

  // Often while somebody may answer, ever more rarely while nobody does; not at all in a tab nobody sees.
  function later () {
    clearTimeout(timer)
    if (!talk.token || state === 'ended' || document.hidden) return
    if (!opened && state === 'bot') return
    const live = state !== 'bot' || !typing.hidden, start = live ? 2000 : 8000
    const wait = Math.min(start * 1.3 ** Math.min(quiet, 8), live ? 10000 : 30000) * 2 ** Math.min(failing, 4)
    timer = setTimeout(pull, wait + Math.random() * 300)
  }

  async function send (words, shown) {
    if (busy) return false
    busy = true
    log.setAttribute('aria-busy', 'true')
    try {
      if (pulling) await pulling.catch(() => {})
      if (!talk.token) await begin()
      take(await ask('say', { ...words, after: talk.after || 0 }))
      failing = quiet = 0
      tell('')
      return true
    } catch (error) {
      if (error.message === 'ended' || error.status === 404 || error.status === 401) over()
      else if (error.message === 'nothing_said') tell('reach', true)
      else if (error.message === 'consent_changed') { await load(); tell('consent', true); show({ who: 'bot', words: say('consent'), ask: 'contact' }, true) }
      else tell(error.status === 429 ? 'many' : 'offline', true)
      return false
    } finally { busy = false; log.removeAttribute('aria-busy'); later() }
  }

  async function load () { config = await ask('config') }

  // -- what is seen --------------------------------------------------------------------------------------

  const host = make('div', { id: 'freshup-chat' }), root = host.attachShadow({ mode: 'open' })
  const launch = make('button', { type: 'button', className: 'launch', data: { 'aria-expanded': 'false', 'aria-haspopup': 'dialog' } })
  const title = make('h2', { id: 'title' }), stateLine = make('p', { className: 'state' })
  const close = make('button', { type: 'button', textContent: '\u00d7' }), finish = make('button', { type: 'button' })
  const log = make('div', { className: 'log', tabIndex: 0, data: { role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions' } })
  const typing = make('p', { className: 'word', hidden: true }), notice = make('p', { className: 'word bad', data: { role: 'status' } })
  const box = make('textarea', { rows: 1, maxLength: 2000, id: 'box' }), boxName = make('span')
  const submit = make('button', { type: 'submit', className: 'go' })
  const form = make('form', { className: 'foot' }, make('label', { htmlFor: 'box' }, boxName, box), submit)
  const again = make('button', { type: 'button', className: 'go', hidden: true })
  const panel = make('section', { className: 'panel', hidden: true, data: { role: 'dialog', 'aria-labelledby': 'title' } },
    make('div', { className: 'head' }, make('div', {}, title, stateLine), finish, close), log, typing, notice, form,
    make('div', { className: 'foot', hidden: true }, again))
  const frame = make('div', { className: `in ${script.dataset.side === 'left' ? 'left' : ''}` }, panel, launch)

  function style (accent) {
    const css = /^#[0-9a-f]{6}$/i.test(accent) ? `${CSS}\n:host{--accent:${accent}}` : CSS
    try {
      // A sheet made by script stands under any style-src of the page.
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(css)
      root.adoptedStyleSheets = [sheet]
    } catch { root.prepend(make('style', { textContent: css })) }
  }

  function name () {
    frame.lang = language
    title.textContent = say('title', config)
    close.setAttribute('aria-label', say('close'))
    finish.textContent = say('end')
    boxName.textContent = box.placeholder = say('write')
    submit.textContent = say('send')
    again.textContent = say('again')
    typing.textContent = say('typing')
    log.setAttribute('aria-label', say('title', config))
    status()
  }

  function status () {
    const blanks = { name: person, store: config.store }
    stateLine.textContent = state === 'person' && !person ? config.store : say(state, blanks)
    stateLine.dataset.state = state
    launch.textContent = unread ? `${say('news')} (${unread})` : say('open')
    const ended = state === 'ended'
    form.hidden = finish.hidden = ended || !talk.token
    if (!talk.token && !ended) form.hidden = false
    again.hidden = again.parentNode.hidden = !ended
  }

  function tell (code, bad = false) {
    notice.dataset.code = code
    notice.textContent = code && say(code)
    notice.classList.toggle('bad', bad)
  }

  function show (one, last) {
    const who = one.event ? 'event' : one.who
    const names = { visitor: say('you'), bot: say('assistant') }
    const by = one.name && one.who === 'person' ? one.name : names[one.who] || config.store
    const line = make('div', { className: `line ${who}`, data: one.id ? { 'data-line': Number(one.id) } : {} })
    if (!one.event) line.append(make('span', { className: 'who', textContent: one.model ? `${by}, ${say('model')}` : by }))
    line.append(make('p', { textContent: one.words }))
    for (const unit of one.units || []) line.append(card(unit))
    if (one.choices && last) line.append(choices(one.choices))
    if (one.ask === 'contact' && last) line.append(contact())
    log.append(line)
  }

  const https = url => typeof url === 'string' && url.startsWith('https://')
  function card (unit) {
    const facts = [unit.here ? unit.price : say('gone'), unit.miles ? `${Number(unit.miles).toLocaleString(language)} ${say('miles')}` : '', `${say('stock')} ${unit.stock}`]
    const words = make('div', {}, make('b', { textContent: unit.line }), make('span', { textContent: facts.filter(Boolean).join(' · ') }))
    if (https(unit.url)) words.append(make('a', { href: unit.url, target: '_blank', rel: 'noopener', textContent: say('page') }))
    const photo = https(unit.photo) ? make('img', { src: unit.photo, alt: '', loading: 'lazy', referrerPolicy: 'no-referrer' }) : null
    // The page's own rules may forbid the picture.
    if (photo) photo.onerror = () => photo.remove()
    return make('div', { className: 'unit' }, photo, words)
  }

  function choices (offered) {
    const made = make('div', { className: 'choices', data: { role: 'group', 'aria-label': say('choose') } })
    for (const { code, label } of offered) {
      const button = make('button', { type: 'button', textContent: label })
      button.onclick = async () => { box.focus(); if (await send({ choice: code })) made.remove() }
      made.append(button)
    }
    return made
  }

  function contact () {
    const field = (id, type, autocomplete) => make('label', {}, say(id), make('input', { name: id, type, autocomplete, maxLength: id === 'phone' ? 40 : 120 }))
    const fields = make('form', { className: 'contact', noValidate: true, data: { 'aria-label': say('leave') } },
      field('name', 'text', 'name'), field('phone', 'tel', 'tel'), field('email', 'email', 'email'))
    const words = config.consent, tick = make('input', { type: 'checkbox', name: 'consent' })
    // Never ticked for anybody, and no condition of an answer.
    if (words) fields.append(make('label', { className: 'check' }, tick, make('span', { textContent: words.text })))
    fields.append(make('button', { type: 'submit', className: 'go', textContent: say('leave') }))
    fields.onsubmit = async event => {
      event.preventDefault()
      const typed = { name: fields.elements.name.value, phone: fields.elements.phone.value, email: fields.elements.email.value }
      if (!typed.phone.trim() && !typed.email.trim()) { tell('reach', true); fields.elements.phone.focus(); return }
      if (await send({ contact: { ...typed, consent: tick.checked, consent_version: words ? words.version : 0 } })) { fields.remove(); box.focus() }
    }
    return fields
  }

  function over () {
    state = 'ended'
    talk = { open: talk.open }
    keep()
    tell('over')
    status()
  }

  async function open () {
    opened = true
    unread = 0
    panel.hidden = false
    launch.hidden = true
    frame.classList.add('opened')
    launch.setAttribute('aria-expanded', 'true')
    talk.open = true
    keep()
    status()
    box.focus()
    if (!talk.token && state !== 'ended' && !busy) {
      busy = true
      try { await begin(); tell('') } catch (error) { tell(error.message === 'off' ? 'over' : error.status === 429 ? 'many' : 'offline', true) } finally { busy = false }
    }
    log.scrollTop = log.scrollHeight
    later()
  }

  function shut () {
    opened = false
    panel.hidden = true
    launch.hidden = false
    frame.classList.remove('opened')
    launch.setAttribute('aria-expanded', 'false')
    talk.open = false
    keep()
    status()
    launch.focus()
    later()
  }

  form.onsubmit = async event => {
    event.preventDefault()
    const words = box.value.trim()
    if (words && await send({ words })) box.value = ''
    box.focus()
  }
  box.onkeydown = event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit() }
  }
  panel.onkeydown = event => { if (event.key === 'Escape') { event.stopPropagation(); shut() } }
  launch.onclick = open
  close.onclick = shut
  finish.onclick = async () => {
    try { await ask('end', {}) } catch (error) { if (error.status !== 404) return tell('offline', true) }
    over()
    again.focus()
  }
  again.onclick = () => { log.replaceChildren(); state = 'bot'; person = ''; talk = {}; tell(''); open() }
  document.addEventListener('visibilitychange', () => { quiet = 0; if (!document.hidden && talk.token) pull() })
  addEventListener('online', () => { failing = 0; if (talk.token) pull() })

  async function start () {
    try { await load() } catch { return }
    if (!config.on && !talk.token) return
    if (!script.dataset.language && !document.documentElement.lang) language = config.language === 'es' ? 'es' : language
    style(config.colour)
    root.append(frame)
    name()
    document.body.append(host)
    if (!talk.token) return
    talk.after = 0
    const was = talk.open
    await pull()
    unread = 0
    status()
    if (was && talk.token) { opened = true; panel.hidden = false; launch.hidden = true; frame.classList.add('opened'); log.scrollTop = log.scrollHeight; later() }
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
  else start()
})()
