// The bridge to framed apps: the other end of kustomer-card.min.js.
//
// A message counts only if it comes from the frame's own window and from the
// origin that the frame was opened at; answers go to that origin alone.
import { el } from './dom.js';

const frames = new Map(); // id -> Frame

window.addEventListener('message', (event) => {
  const message = event.data;
  if (!message || message.kustomer !== 1) return;
  const frame = frames.get(message.id);
  if (!frame || event.source !== frame.node.contentWindow || event.origin !== frame.origin) return;
  frame.heard(message);
});

export class Frame {
  /** options: id, url, title, allow, config, context(), methods, onInitialize(). */
  constructor(options) {
    Object.assign(this, options);
    this.origin = new URL(this.url).origin;
    this.initialized = false;
    const at = new URL(this.url);
    // parentUrl and id come first, as Kustomer writes them.
    const rest = at.search.replace(/^\?/, '');
    at.search = 'parentUrl=' + encodeURIComponent(location.origin + location.pathname) + '&id=' + encodeURIComponent(this.id) + (rest ? '&' + rest : '');
    this.node = el('iframe', { src: at.href, title: this.title, allow: this.allow });
    frames.set(this.id, this);
  }

  send(message) {
    this.node.contentWindow?.postMessage({ kustomer: 1, id: this.id, ...message }, this.origin);
  }

  /** emit passes an event on; apps that did not initialise hear nothing. */
  emit(name, data) {
    if (this.initialized) this.send({ type: 'event', name, data });
  }

  async heard(message) {
    if (message.type === 'initialize') {
      this.initialized = true;
      this.send({ type: 'initialized', context: this.context(), config: this.config });
      this.onInitialize?.();
    } else if (message.type === 'call') {
      await this.answer(message);
    }
  }

  async answer({ seq, method, args }) {
    try {
      const act = this.methods[method];
      if (!act) throw { message: 'not available here: ' + method };
      this.send({ type: 'result', seq, value: await act(...args) });
    } catch (error) {
      this.send({ type: 'result', seq, error: { ...error, message: error.message ?? String(error) } });
    }
  }

  remove() {
    frames.delete(this.id);
    this.node.remove();
  }
}
