// Tells the page what happened: `live:<what>` and `live:any` on the body. One tab of a browser listens for all of
// them (a browser opens six lines to a server, and a stream holds one for as long as it is open).
(() => {
  const root = document.documentElement, user = document.body.dataset.live
  if (!user || !window.EventSource) return
  const WHATS = ['lead', 'task', 'reply', 'message', 'owner', 'clock', 'board', 'alert', 'appointment']
  const word = document.querySelector('[data-live-word]')
  const tabs = window.BroadcastChannel && new BroadcastChannel(`live-${user}`)
  let source, release, hidden, lost

  const tell = (what, detail) => document.body.dispatchEvent(new CustomEvent(`live:${what}`, { detail }))

  // At once, then once a second at most, and always once more after the last: nothing stays stale.
  const held = {}
  function say (what, detail = {}) {
    if (what === 'state') return show(detail.on)
    if (held[what]) { held[what].last = detail; return }
    held[what] = {}
    tell(what, detail)
    tell('any', { what, ...detail })
    setTimeout(() => { const { last } = held[what]; delete held[what]; if (last) say(what, last) }, 1100)
  }
  function everywhere (what, detail) { say(what, detail); tabs?.postMessage([what, detail]) }
  if (tabs) tabs.onmessage = ({ data }) => say(...data)

  function show (on) {
    clearTimeout(lost)
    root.dataset.live = on ? 'on' : 'off'
    // A line that is back within seconds is not worth a word.
    if (on) word.textContent = ''
    else lost = setTimeout(() => { word.textContent = word.dataset.liveWord }, 5000)
  }

  function open () {
    source?.close()
    source = new EventSource('/live/')
    let broken = false
    source.onopen = () => { if (root.dataset.live === 'off' || broken) everywhere('resync'); broken = false; everywhere('state', { on: true }) }
    source.onerror = () => { broken = true; everywhere('state', { on: false }) }
    source.addEventListener('resync', () => everywhere('resync'))
    WHATS.forEach(what => source.addEventListener(what, event => everywhere(what, JSON.parse(event.data))))
  }

  function start () {
    if (release) return
    release = () => { stopped = true }
    let stopped = false
    const lead = () => stopped ? undefined : new Promise(done => { release = done; open() })
    if (tabs && navigator.locks) navigator.locks.request(`live-${user}`, lead)
    else lead()
  }
  function stop () { source?.close(); source = undefined; release?.(); release = undefined }

  setInterval(() => {
    if (root.dataset.live !== 'off') return
    if (!document.hidden) say('any')
    if (source?.readyState === EventSource.CLOSED) open()
  }, 20000)
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hidden)
    if (document.hidden) hidden = setTimeout(stop, 300000)
    else if (!release) { start(); say('resync') }
  })
  addEventListener('pagehide', stop)
  addEventListener('pageshow', start)
  start()
})()
