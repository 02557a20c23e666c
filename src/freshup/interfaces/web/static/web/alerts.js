// Alerts of this browser: the app's worker, the sound, and signing this device up.
(() => {
  const workers = navigator.serviceWorker
  workers?.register('/sw.js').catch(() => {})

  document.body.addEventListener('live:alert', () => {
    if (!localStorage.alertSound) return
    const audio = new AudioContext(), tone = audio.createOscillator(), volume = audio.createGain()
    tone.frequency.value = 880
    volume.gain.setValueAtTime(0.2, audio.currentTime)
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4)
    tone.connect(volume).connect(audio.destination)
    tone.start()
    tone.stop(audio.currentTime + 0.4)
    tone.onended = () => audio.close()
  })

  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0))
  const same = (one, other) => one && new Uint8Array(one).toString() === other.toString()

  async function subscribe (key) {
    const { pushManager } = await workers.ready
    const held = await pushManager.getSubscription()
    // Made for another installation's key it would stay silent.
    if (held && !same(held.options.applicationServerKey, key)) await held.unsubscribe()
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  }
  async function tell (subscription) {
    const { endpoint, keys } = subscription.toJSON()
    const headers = JSON.parse(document.body.getAttribute('hx-headers'))
    const { status } = await fetch('/alerts/devices/', { method: 'POST', body: new URLSearchParams({ endpoint, ...keys }), headers })
    if (status === 201) localStorage.alertDevice = endpoint
    return status
  }
  // The push service may give a device another address at any time.
  if (workers && localStorage.alertDevice) {
    workers.ready.then(ready => ready.pushManager.getSubscription()).then(one => {
      if (one && one.endpoint !== localStorage.alertDevice) tell(one)
    }).catch(() => {})
  }
  async function turnOn (panel, say) {
    if (!workers || !window.PushManager) return say(panel.dataset.missing)
    if (await Notification.requestPermission() !== 'granted') return say(panel.dataset.denied)
    const key = bytes(panel.dataset.keyPublic)
    let subscription = await subscribe(key), status = await tell(subscription)
    if (status === 409) {
      // A colleague was signed in here before: their subscription ends, and a new one is this person's.
      await subscription.unsubscribe()
      subscription = await subscribe(key)
      status = await tell(subscription)
    }
    if (status === 201 || status === 422) location.reload()
    else say(panel.dataset.failed)
  }

  const panel = document.querySelector('[data-devices]')
  if (!panel) return
  const word = panel.querySelector('[data-device-word]'), say = text => { word.textContent = text }
  panel.querySelector('[data-device-on]').addEventListener('click', () => turnOn(panel, say).catch(() => say(panel.dataset.failed)))
  const sound = panel.querySelector('[data-alert-sound]')
  sound.checked = Boolean(localStorage.alertSound)
  sound.addEventListener('change', () => { localStorage.alertSound = sound.checked ? '1' : '' })
})()
