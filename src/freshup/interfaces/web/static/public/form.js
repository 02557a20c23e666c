// A store's inquiry form inside its own page, where this script stands.
//
//   <script src="https://…/widget/form.js" data-key="…" async></script>
//
// The form itself is a page of ours in a frame, with its words of consent: it needs no cookie, and the page around it
// can't read what is typed. Optional: data-vehicle="2024 Honda Civic", data-language="es", data-title.
(() => {
  const script = document.currentScript, key = script && script.dataset.key
  if (!key) return
  const base = new URL(script.src).origin, { vehicle = '', language = '', title = '' } = script.dataset
  const address = new URL(`/form/${encodeURIComponent(key)}/`, base)
  const spoken = language || document.documentElement.lang
  address.searchParams.set('framed', '1')
  if (vehicle) address.searchParams.set('vehicle', vehicle)
  if (/^(en|es)/i.test(spoken)) address.searchParams.set('lang', spoken.slice(0, 2).toLowerCase())
  const here = window.freshup, visitor = here && typeof here.visitor === 'function' ? here.visitor() : ''
  if (visitor) address.searchParams.set('visitor', visitor)
  const frame = document.createElement('iframe')
  frame.src = address.href
  frame.title = title || (/^es/i.test(spoken) ? 'Formulario de consulta' : 'Inquiry form')
  // Set by script, which a page's style-src does not forbid.
  Object.assign(frame.style, { display: 'block', width: '100%', minHeight: '480px', height: '900px', border: '0' })
  addEventListener('message', event => {
    if (event.source !== frame.contentWindow || event.origin !== base) return
    const height = Number(event.data && event.data.freshupHeight)
    if (height > 0) frame.style.height = `${Math.min(Math.ceil(height), 6000)}px`
  })
  script.after(frame)
})()
