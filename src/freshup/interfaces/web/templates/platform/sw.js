// Files with hashed names are kept; a page is always asked for, and where there is no network a word says what is safe.
// Alerts ring here, also when no page is open.
const KEPT = [{% for path in kept %}'{{ path|escapejs }}', {% endfor %}'{{ offline|escapejs }}']
const CACHE = `freshup-${KEPT.reduce((sum, path) => [...path].reduce((s, c) => (s * 31 + c.charCodeAt(0)) >>> 0, sum), 7)}`

self.addEventListener('install', event => {
  event.waitUntil(caches.open(CACHE).then(cache => Promise.all(KEPT.map(path => cache.add(path).catch(() => {})))).then(() => self.skipWaiting()))
})
self.addEventListener('activate', event => {
  event.waitUntil(caches.keys().then(names => Promise.all(names.filter(name => name !== CACHE).map(name => caches.delete(name)))).then(() => self.clients.claim()))
})

self.addEventListener('fetch', event => {
  const { request } = event, url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (url.pathname.startsWith('/static/')) {
    event.respondWith(caches.match(request).then(found => found || fetch(request)))
  } else if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(() => caches.match('{{ offline|escapejs }}')))
  }
})

self.addEventListener('push', event => {
  let said
  try { said = event.data.json() } catch { return }
  const { title, body, tag, call, lead, actions = [] } = said
  event.waitUntil(self.registration.showNotification(title, {
    body, tag, renotify: true, requireInteraction: true, icon: '{{ kept.8|escapejs }}', data: { call, lead },
    actions: actions.slice(0, 2).map((words, n) => ({ action: n ? 'lead' : 'call', title: words }))
  }))
})
self.addEventListener('notificationclick', event => {
  event.notification.close()
  const path = event.notification.data?.[event.action || 'call'] || '/'
  // Only a path of ours: what comes by push opens no other site.
  const url = new URL(path, location.origin)
  if (url.origin !== location.origin) return
  event.waitUntil(clients.matchAll({ type: 'window', includeUncontrolled: true }).then(async pages => {
    const page = pages.find(one => one.url === url.href) || pages.find(one => one.visibilityState === 'visible') || pages[0]
    if (!page) return clients.openWindow(url.href)
    await page.focus()
    // A page this worker does not rule over yet refuses to be led elsewhere.
    return page.navigate(url.href).catch(() => clients.openWindow(url.href))
  }))
})
// The push service changed this device's address: the next page that is opened tells the server (web/alerts.js).
self.addEventListener('pushsubscriptionchange', event => {
  const options = event.oldSubscription?.options
  if (options) event.waitUntil(self.registration.pushManager.subscribe(options))
})
