// What the page asks its server for, as the agent of this tab.
const agent = new URLSearchParams(location.search).get('agent') || '';

/** Sends one request; answers the decoded body, or throws {status, errors}. */
async function send(path, method, body) {
  const url = new URL(path, location.origin);
  url.searchParams.set('agent', agent);
  const answer = await fetch(url, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const value = text ? JSON.parse(text) : null;
  if (!answer.ok) {
    throw { status: answer.status, errors: value?.errors ?? [], message: value?.errors?.[0]?.title ?? value?.errors?.[0]?.message ?? answer.statusText };
  }
  return value;
}

/** me: who this tab is, statuses, the widget's address. */
export const me = () => send('/_page/me', 'GET');
export const setStatus = (status) => send('/_page/status', 'POST', { status });

/** api: the REST API for the page's own view; it costs no budget. */
export const api = (path, method = 'GET', body) => send('/_page/api' + path, method, body);

/** asAgent: the same for what a widget asks; it costs the agents' budget. */
export const asAgent = (path, method, body) => send('/_page/request' + path, method, body);

/** listen hears of everything that changes; onBack tells that some of it may have been missed. */
export function listen(onEvent, onBack) {
  const source = new EventSource('/_page/events');
  let opened = false;
  source.onopen = () => { if (opened) onBack(); opened = true; };
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if (event.type === 'reload') onBack(); else onEvent(event);
  };
}
