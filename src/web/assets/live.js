/**
 * Shows changes at once: the server names that something changed, the page is fetched again, and `main` is morphed, so that focus, typed
 * text and scroll position stay. Works in every page that names its events; without it a page is what it was when it was loaded.
 */
(() => {
  const address = document.body.dataset['events'];
  const main = document.querySelector('main');
  const status = document.getElementById('live');
  if (address === undefined || main === null || status === null) return;

  /** The one way from text to a document that the content security policy allows. */
  const policy = window.trustedTypes?.createPolicy('atmos', {
    createHTML: (/** @type {string} */ text) => text,
  });
  const pauseMs = 1_000;
  /** A page that takes long is asked for less often: a busy server gets time. */
  const restShare = 5;
  let isStale = false;
  let isBusy = false;

  /** @param {string} text */
  const parse = (text) =>
    new DOMParser().parseFromString(
      // Without Trusted Types text is accepted as it is.
      /** @type {string} */ (/** @type {unknown} */ (policy?.createHTML(text) ?? text)),
      'text/html',
    );

  const refresh = async () => {
    if (isBusy || document.hidden || !isStale) return;
    isBusy = true;
    isStale = false;
    const begun = performance.now();
    try {
      // The header says that no person asks: the session is not used by it.
      const headers = { accept: 'text/html', 'x-atmos-pro-update': '1' };
      const response = await fetch(location.href, { headers });
      const next = parse(await response.text()).querySelector('main');
      if (next !== null) {
        Idiomorph.morph(main, next, {
          callbacks: {
            // What a person has unfolded, chosen or typed is theirs. What merely has the focus is updated.
            beforeAttributeUpdated: (name, node) =>
              !(
                name === 'open' ||
                name === 'selected' ||
                (name === 'value' && node instanceof HTMLInputElement)
              ),
          },
        });
      }
      status.textContent = response.ok ? '' : 'This page could not be updated. Reload it.';
    } catch {
      status.textContent = 'This page could not be updated. Reload it.';
    }
    setTimeout(
      () => {
        isBusy = false;
        refresh();
      },
      Math.max(pauseMs, restShare * (performance.now() - begun)),
    );
  };

  const source = new EventSource(address);
  source.addEventListener('change', () => {
    isStale = true;
    refresh();
  });
  let wasOpen = false;
  source.addEventListener('open', () => {
    status.textContent = '';
    // Something may have changed while the connection was broken.
    isStale = wasOpen;
    wasOpen = true;
    refresh();
  });
  source.addEventListener('error', () => {
    status.textContent =
      source.readyState === EventSource.CLOSED
        ? 'Live updates have ended. Reload the page.'
        : 'Reconnecting…';
  });
  document.addEventListener('visibilitychange', refresh);
})();
