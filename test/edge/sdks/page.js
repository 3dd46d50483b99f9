// Runs in a page of another origin: captures one exception with the SDK that the page has loaded, then tells the page's server.
const { dsn, store } = Object.fromEntries(new URLSearchParams(location.search));
const done = (result) => fetch('/done', { method: 'POST', body: JSON.stringify(result) });
const error = new Error('told by a page');
// A request that the browser asks about first.
const preflight = () =>
  fetch(store, { method: 'POST', headers: { 'X-Sentry-Auth': 'Sentry sentry_version=7' }, body: '{"preflight":true}' }).then(
    ({ status }) => status,
    (failure) => String(failure),
  );
const captured = (sdk) => {
  if (sdk.captureException !== undefined && sdk.config === undefined) {
    sdk.init({ dsn });
    const id = sdk.captureException(error);
    // A refused request has no CORS headers, and some versions let that failure through.
    return sdk.flush(10000).then(
      () => id,
      () => id,
    );
  }
  return new Promise((resolve) => {
    for (const event of ['ravenSuccess', 'ravenFailure']) document.addEventListener(event, () => resolve(sdk.lastEventId()));
    sdk.config(dsn).install();
    sdk.captureException(error);
  });
};

captured(globalThis.SDK)
  .then(async (id) => done({ id, preflight: await preflight() }))
  .catch((failure) => done({ failure: String(failure) }));
