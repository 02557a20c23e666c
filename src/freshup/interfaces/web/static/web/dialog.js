// Dialogs, menus, toasts and the line that says something is under way.
(() => {
  const words = document.getElementById('words').dataset
  const toasts = document.getElementById('toasts')

  document.addEventListener('click', event => {
    const opener = event.target.closest('[data-dialog]')
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal()
    if (event.target.closest('[data-dialog-close]') || event.target.matches('dialog')) event.target.closest('dialog')?.close()
    if (event.target.closest('[data-dismiss]')) event.target.closest('.toast').remove()
    const copy = event.target.closest('[data-copy]')
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => toast(copy.dataset.copied || copy.dataset.copy))
    document.querySelectorAll('.menu[open]').forEach(menu => { if (!menu.contains(event.target)) menu.open = false })
  })
  document.addEventListener('keydown', event => {
    const menu = event.key === 'Escape' && document.querySelector('.menu[open]')
    if (menu) { menu.open = false; menu.querySelector('summary').focus() }
  })

  function leave (element, kind) { if (kind !== 'error' && kind !== 'warning') setTimeout(() => element.remove(), 8000) }

  function toast (text, kind = 'success') {
    const box = document.createElement('div'), word = document.createElement('span'), close = document.createElement('button')
    box.className = 'toast'
    word.textContent = text
    Object.assign(close, { type: 'button', className: 'button', textContent: '×' })
    close.setAttribute('aria-label', words.dismiss)
    close.dataset.dismiss = ''
    box.append(word, close)
    toasts.append(box)
    leave(box, kind)
  }

  const open = root => root.querySelectorAll('dialog[data-open]:not([open])').forEach(dialog => dialog.showModal())
  toasts.querySelectorAll('.toast').forEach(each => leave(each, each.dataset.kind))
  open(document)

  let under = 0
  const busy = step => { under = Math.max(0, under + step); document.documentElement.toggleAttribute('data-busy', under > 0) }
  document.addEventListener('htmx:beforeRequest', () => busy(1))
  document.addEventListener('htmx:afterRequest', () => busy(-1))
  document.addEventListener('htmx:load', event => open(event.target))
  document.addEventListener('htmx:responseError', () => toast(words.failed, 'error'))
  for (const name of ['htmx:sendError', 'htmx:timeout']) document.addEventListener(name, () => toast(words.unreachable, 'error'))
  document.addEventListener('toast', event => toast(event.detail.text, event.detail.kind))
})()
