// Inside the frame of `form.js`: how high the form is, told to the page around it and nothing else.
(() => {
  // The page itself is as high as its frame; what stands in it is not.
  const page = document.querySelector('.page')
  if (parent === window || !page) return
  const tell = () => parent.postMessage({ freshupHeight: page.getBoundingClientRect().bottom + scrollY + 24 }, '*')
  new ResizeObserver(tell).observe(page)
  tell()
})()
