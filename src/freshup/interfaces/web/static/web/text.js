// The text editor: a tap on a blank writes it where the cursor stands. Without this the blanks are only listed.
(() => {
  let field
  const form = document.getElementById('text')
  const words = () => field ?? document.getElementById('body')
  form.addEventListener('focusin', event => { if (event.target.matches('[data-words]')) field = event.target })
  for (const button of document.querySelectorAll('[data-blank]')) button.disabled = false
  document.addEventListener('click', event => {
    const button = event.target.closest('[data-blank]')
    if (!button) return
    const into = words()
    into.focus()
    into.setRangeText(button.dataset.blank, into.selectionStart, into.selectionEnd, 'end')
    into.dispatchEvent(new Event('input', { bubbles: true }))
  })
})()
