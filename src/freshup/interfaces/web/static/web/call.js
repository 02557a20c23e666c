// The second of two taps: asks whether this number may be called now, and dials. Without it the page does the same.
document.addEventListener('submit', async event => {
  const form = event.target.closest('[data-call]')
  if (!form || event.submitter?.hasAttribute('data-plain')) return
  event.preventDefault()
  if (form.dataset.asked) return
  form.dataset.asked = 'yes'
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' } })
    const { tel, go } = await answer.json()
    location.href = tel ? `tel:${tel}` : go
    if (tel) document.getElementById('outcome').scrollIntoView({ block: 'end' })
  } catch {
    const text = document.getElementById('words').dataset.unreachable
    document.dispatchEvent(new CustomEvent('toast', { detail: { text, kind: 'error' } }))
  }
  delete form.dataset.asked
})
