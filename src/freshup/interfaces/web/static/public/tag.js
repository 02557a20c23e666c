// The web tag of a store's own site: which pages and vehicles a browser looked at, told to the store alone.
//
//   <script src="https://…/widget/tag.js" data-key="…" async></script>
//
// It sets no cookie. A random name lies in the site's own storage, and nowhere if the browser says by Global Privacy
// Control that its user wants none of it. Optional: data-consent="required" waits for freshup.consent();
// data-dnt="obey" takes Do Not Track for a no as well. freshup.page() tells of a page shown without loading one.
(() => {
  const script = document.currentScript, key = script && script.dataset.key
  if (!key) return
  const NAME = 'freshup-visitor', base = new URL(script.src).origin, here = window.freshup = window.freshup || {}
  const refused = navigator.globalPrivacyControl === true ||
    (script.dataset.dnt === 'obey' && navigator.doNotTrack === '1')
  let store = null, click = ''
  try { store = window.localStorage } catch { /* a browser may forbid it */ }

  function kept () { try { return (store && store.getItem(NAME)) || '' } catch { return '' } }
  function forget () { try { store && store.removeItem(NAME) } catch { /* nothing lies there */ } }
  function named () {
    const name = kept()
    if (/^[\w-]{20,40}$/.test(name)) return name
    const made = [...crypto.getRandomValues(new Uint8Array(16))].map(one => one.toString(16).padStart(2, '0')).join('')
    try { store.setItem(NAME, made) } catch { return '' }
    // Where nothing can be kept, every page would be somebody new: then nobody is counted.
    return kept() === made ? made : ''
  }
  // Who agreed once has a name from then on.
  const allowed = () => !refused && (script.dataset.consent !== 'required' || kept() !== '')

  // The name of this browser, for the forms and the chat of the same store; empty where there is none to tell.
  here.visitor = () => allowed() ? named() : ''
  here.consent = (yes = true) => {
    if (refused || !yes) return forget()
    if (named()) here.page()
  }
  here.page = () => {
    const visitor = here.visitor()
    if (!visitor) return
    const seen = { visitor, path: location.pathname, ...vehicle() }
    if (click) seen.fu = click
    tell(JSON.stringify(seen))
  }

  function tell (said) {
    const url = `${base}/visits/${key}/`
    // As plain text no browser asks first; without credentials no cookie of ours goes along.
    if ('keepalive' in Request.prototype) {
      fetch(url, { method: 'POST', body: said, keepalive: true, mode: 'no-cors', credentials: 'omit' }).catch(() => {})
    } else navigator.sendBeacon(url, said)
  }

  // One vehicle is a vehicle's page; many are a list of them, which is none.
  function vehicle () {
    const marked = new Map()
    for (const one of document.querySelectorAll('[data-vin], [data-stock]')) {
      const { vin = '', stock = '' } = one.dataset
      if (vin || stock) marked.set(vin || stock, { vin, stock })
    }
    const found = marked.size ? marked : described()
    return found.size === 1 ? { vehicle: true, ...[...found.values()][0] } : {}
  }
  const KINDS = /^(Vehicle|Car|Motorcycle|MotorizedBicycle|BusOrCoach)$/
  function described () {
    const found = new Map()
    function walk (one, depth) {
      if (!one || typeof one !== 'object' || depth > 6) return
      if (!Array.isArray(one) && [].concat(one['@type']).some(kind => KINDS.test(String(kind).replace(/^.*[/:]/, '')))) {
        const vin = String(one.vehicleIdentificationNumber || one.vin || ''), stock = String(one.sku || '')
        found.set(vin || stock || found.size, { vin, stock })
        return
      }
      Object.values(one).forEach(part => walk(part, depth + 1))
    }
    for (const one of document.querySelectorAll('script[type="application/ld+json"]')) {
      try { walk(JSON.parse(one.textContent), 0) } catch { /* not ours to repair */ }
    }
    return found
  }

  // The link in a mail that led here. It says whose browser this is, so it leaves the address bar before anybody
  // passes the page on.
  const address = new URL(location.href)
  if (address.searchParams.has('fu')) {
    click = address.searchParams.get('fu').slice(0, 40)
    address.searchParams.delete('fu')
    history.replaceState(history.state, '', address)
  }

  // Forms that go to the store by Freshup, and those that are marked so, say whose browser filled them in.
  document.addEventListener('submit', event => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || !(form.action.startsWith(`${base}/`) || 'freshup' in form.dataset)) return
    const visitor = here.visitor()
    if (!visitor) return
    let field = form.querySelector('input[name="visitor"]')
    if (!field) {
      field = Object.assign(document.createElement('input'), { type: 'hidden', name: 'visitor' })
      form.append(field)
    }
    field.value = visitor
  }, true)

  if (refused) return forget()
  // A page that is drawn ahead, or in a tab nobody has opened yet, is not looked at.
  function start () {
    if (document.visibilityState !== 'visible') return document.addEventListener('visibilitychange', start, { once: true })
    here.page()
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
  else start()
})()
