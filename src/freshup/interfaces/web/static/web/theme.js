// The look changes at once and is told to the server behind the page's back.
(() => {
  document.addEventListener('change', event => {
    const form = event.target.closest('[data-theme-form]')
    if (!form) return
    const look = event.target.value
    if (look === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = look
    document.querySelectorAll(`[data-theme-form] input[value="${look}"]`).forEach(input => { input.checked = true })
    fetch(form.action, { method: 'POST', body: new FormData(form), redirect: 'manual' }).catch(() => {})
  })
})()
