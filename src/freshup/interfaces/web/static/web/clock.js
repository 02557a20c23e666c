// Counts what the server drew: clocks to a due time, ages, the store's own time. Nothing moves but figures.
(() => {
  const root = document.documentElement
  const words = document.getElementById('words').dataset
  // The server's clock is the truth; a phone's may be minutes off.
  const skew = root.dataset.now ? Date.parse(root.dataset.now) - Date.now() : 0
  const say = (element, text) => { if (element && element.textContent !== text) element.textContent = text }
  const two = n => String(n).padStart(2, '0')

  function figure (seconds) {
    const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24)
    if (days) return `${days}d ${hours % 24}h`
    return hours ? `${hours}h ${two(minutes % 60)}m` : `${minutes}:${two(seconds % 60)}`
  }

  function count (clock, now) {
    const due = Date.parse(clock.dateTime), since = Date.parse(clock.dataset.since)
    const left = Math.trunc((due - now) / 1000)
    const window = since < due ? Math.trunc((due - since) / 1000) : 0
    const soon = window ? left * 4 <= window : left <= 120
    const state = due < now ? 'late' : soon ? 'soon' : 'counting'
    if (clock.dataset.state !== state) {
      clock.dataset.state = state
      say(clock.querySelector('.clock-word').lastChild, words[state])
    }
    say(clock.querySelector('.clock-figure'), figure(Math.abs(left)))
    if (window) clock.querySelector('.ring').setAttribute('stroke-dasharray', `${Math.max(0, Math.min(100, left * 100 / window))} 100`)
  }

  function age (time, now) {
    const seconds = Math.floor((now - Date.parse(time.dateTime)) / 1000)
    if (seconds < 60) return say(time, words.now)
    if (seconds >= 604800) return
    const [word, n] = seconds < 3600 ? ['minutes', seconds / 60] : seconds < 86400 ? ['hours', seconds / 3600] : ['days', seconds / 86400]
    say(time, words[word].replace('#', Math.floor(n)))
  }

  const formats = {}
  const hour = zone => formats[zone] ||= new Intl.DateTimeFormat(root.lang, { hour: 'numeric', minute: '2-digit', timeZone: zone })

  function tick () {
    const now = Date.now() + skew
    document.querySelectorAll('[data-clock]').forEach(clock => count(clock, now))
    document.querySelectorAll('[data-ago]').forEach(time => age(time, now))
    document.querySelectorAll('[data-storeclock]').forEach(time => say(time, hour(time.dataset.storeclock).format(now).replace(/\s/g, ' ')))
  }

  let timer
  const start = () => { clearInterval(timer); if (!document.hidden) { tick(); timer = setInterval(tick, 1000) } }
  document.addEventListener('visibilitychange', start)
  document.addEventListener('htmx:load', tick)
  start()
})()
