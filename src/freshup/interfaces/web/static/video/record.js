// Records a video in the page and sends it with a bar that moves. Without this the file field alone does the same:
// a phone opens its camera for it.
(() => {
  const form = document.querySelector('[data-record]')
  if (!form) return
  const field = form.querySelector('input[type="file"]'), words = form.dataset
  const part = name => form.querySelector(`[data-${name}]`)
  const view = part('view'), start = part('start'), stop = part('stop'), say = part('say'), bar = part('bar')
  let stream, recorder, made, seconds = 0, ticking, poster

  if (navigator.mediaDevices?.getUserMedia && window.MediaRecorder) start.hidden = false

  start.addEventListener('click', async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', height: { ideal: 720 } }, audio: true })
    } catch { say.textContent = words.noCamera; return }
    const kind = ['video/mp4', 'video/webm'].find(one => MediaRecorder.isTypeSupported(one)) || ''
    recorder = new MediaRecorder(stream, { mimeType: kind, videoBitsPerSecond: 2_500_000 })
    const parts = []
    recorder.ondataavailable = event => parts.push(event.data)
    recorder.onstop = () => { made = new Blob(parts, { type: kind.split(';')[0] }); show(made) }
    view.srcObject = stream; view.muted = true; view.controls = false; view.hidden = false
    await view.play()
    poster = await still()
    seconds = 0
    recorder.start(1000)
    swap(true)
    ticking = setInterval(() => {
      say.textContent = `${Math.floor(++seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
      if (seconds >= Number(words.seconds)) end()
    }, 1000)
  })
  stop.addEventListener('click', end)
  function end () {
    clearInterval(ticking)
    if (recorder?.state === 'recording') recorder.stop()
    stream?.getTracks().forEach(track => track.stop())
    swap(false)
  }
  function swap (on) { start.hidden = on; stop.hidden = !on; if (on) stop.focus() }

  field.addEventListener('change', () => { made = undefined; poster = undefined; seconds = 0; if (field.files[0]) show(field.files[0]) })
  function show (blob) {
    view.srcObject = null; view.src = URL.createObjectURL(blob); view.muted = false; view.controls = true; view.hidden = false
    field.required = !made
    say.textContent = blob.size > Number(words.bytes) ? words.tooLarge : words.ready
  }
  view.addEventListener('loadeddata', async () => {
    if (view.srcObject) return
    if (!seconds && Number.isFinite(view.duration)) seconds = Math.round(view.duration)
    if (seconds > Number(words.seconds)) say.textContent = words.tooLong
    poster ||= await still()
  })
  function still () {
    const { videoWidth: width, videoHeight: height } = view
    if (!width) return undefined
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: Math.round(640 * height / width) })
    canvas.getContext('2d').drawImage(view, 0, 0, canvas.width, canvas.height)
    return new Promise(done => canvas.toBlob(blob => done(blob || undefined), 'image/jpeg', 0.8))
  }

  form.addEventListener('submit', event => {
    event.preventDefault()
    end()
    const sent = new FormData(form), send = new XMLHttpRequest()
    if (made) sent.set('video', made, 'recorded')
    if (seconds) sent.set('seconds', seconds)
    if (poster) sent.set('poster', poster, 'poster.jpg')
    bar.hidden = false
    form.setAttribute('aria-busy', 'true')
    send.upload.onprogress = ({ loaded, total }) => { bar.value = loaded / total; say.textContent = `${Math.round(100 * loaded / total)} %` }
    send.onload = () => {
      const { go, error } = send.response || {}
      if (go) location.assign(go); else failed(error || words.failed)
    }
    send.onerror = () => failed(words.failed)
    send.open('POST', form.action)
    send.responseType = 'json'
    send.setRequestHeader('Accept', 'application/json')
    send.send(sent)
  })
  function failed (text) { bar.hidden = true; form.removeAttribute('aria-busy'); say.textContent = text }
})()
