// Keys: every element with data-key ("n", "g l") answers to them; j and k walk the rows, ? shows them all.
(() => {
  const visible = element => element.getClientRects().length > 0
  const typing = target => target.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]')
  const on = () => localStorage.getItem('keys') !== 'off'
  let before = ''
  let forget

  // What the page itself offers goes before the frame around it: on a card "n" is "not now", not "new lead".
  const bearers = () => [...document.querySelectorAll('main [data-key]'), ...document.querySelectorAll('[data-key]')].filter(visible)
  const rows = () => [...document.querySelectorAll('.row-link')].filter(visible)

  function act (element) {
    if (element.matches('input, select, textarea')) { element.focus(); element.select?.() } else element.click()
  }

  function walk (step) {
    const all = rows(), held = all.indexOf(document.activeElement)
    const at = held < 0 ? all.findIndex(each => each.matches('[aria-current]')) : held
    all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))]?.focus()
  }

  function list () {
    const target = document.querySelector('[data-keys-list]')
    const known = new Map(bearers().reverse().map(each => [each.dataset.key, each.dataset.keyLabel || each.textContent.trim()]))
    if (rows().length) known.set('j k', target.dataset.rows).set('Enter', target.dataset.open)
    target.replaceChildren(...[...known].map(([keys, label]) => {
      const item = document.createElement('li'), name = document.createElement('span'), caps = document.createElement('span')
      name.textContent = label
      caps.append(...keys.split(' ').map(key => Object.assign(document.createElement('kbd'), { textContent: key })))
      item.append(name, caps)
      return item
    }))
    document.querySelector('[data-keys-switch]').checked = on()
  }

  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (typing(event.target)) { if (event.key === 'Escape') event.target.blur(); return }
    if (!on() && event.key !== '?' || document.querySelector('dialog[open]')) return
    const pair = before ? `${before} ${event.key}` : ''
    const found = bearers().find(each => each.dataset.key === pair) || bearers().find(each => each.dataset.key === event.key)
    before = event.key
    clearTimeout(forget)
    forget = setTimeout(() => { before = '' }, 1200)
    if (found) { event.preventDefault(); before = ''; act(found) } else if (event.key === 'j') walk(1); else if (event.key === 'k') walk(-1)
    else if (event.target.matches('.row-link') && /^Arrow(Up|Down)$/.test(event.key)) { event.preventDefault(); walk(event.key === 'ArrowUp' ? -1 : 1) }
    else if (event.key === '?') { event.preventDefault(); document.getElementById('keys').showModal(); list() }
  })
  document.addEventListener('click', event => { if (event.target.closest('[data-dialog="keys"]')) list() })
  document.addEventListener('change', event => {
    if (event.target.matches('[data-keys-switch]')) localStorage.setItem('keys', event.target.checked ? 'on' : 'off')
  })
})()
