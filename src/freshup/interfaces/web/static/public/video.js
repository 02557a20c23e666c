// Tells the store that its video was played, once somebody has watched two seconds of it; opening the page tells nothing.
(() => {
  const video = document.querySelector('video[data-views]')
  if (!video) return
  let told = false, seen = 0, last = null
  video.addEventListener('timeupdate', () => {
    const at = video.currentTime
    // A jump along the bar is not watching.
    if (last !== null && at > last && at - last < 1.5) seen += at - last
    last = at
    if (seen >= 2) tell()
  })
  // A video may be shorter than that.
  video.addEventListener('ended', () => { if (seen > 0) tell() })
  function tell () {
    if (told) return
    told = true
    fetch(video.dataset.views, { method: 'POST', keepalive: true, credentials: 'same-origin' }).catch(() => { told = false })
  }
})()
