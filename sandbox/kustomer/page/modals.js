// Modals of framed apps: Kustomer.modal.init, show, resize, destroy.
import { el } from './dom.js';

const most = 3; // as many may be initialised at once
const px = (value) => (typeof value === 'number' ? value + 'px' : value);

/** modals are the methods of window.Kustomer.modal; frame makes a frame of the app, owner hears of what becomes of them. */
export function modals(frame, owner) {
  const all = new Map(); // id -> { dialog, inner }

  function find(id) {
    const found = all.get(id);
    if (!found) throw { message: 'no modal was initialised as ' + id };
    return found;
  }

  /** tell passes an event on to the modal and to the app that made it. */
  function tell(id, name) {
    all.get(id)?.inner.emit(name, { id });
    owner()?.emit(name, { id });
  }

  function size({ inner }, { width, height } = {}) {
    if (width) inner.node.style.width = px(width);
    if (height) inner.node.style.height = px(height);
  }

  return {
    'modal.init'({ id, url, title = 'Modal', additionalData, width = 520, height = 360 } = {}) {
      if (!id || !url) throw { message: 'a modal needs an id and a url' };
      if (all.has(id)) return { id };
      if (all.size >= most) throw { message: `at most ${most} modals can be initialised` };
      const inner = frame({ id: 'modal-' + id, url, title, type: 'modal', additionalData, onInitialize: () => tell(id, 'modal_initialize') });
      const dialog = el('dialog', { class: 'modal', 'aria-label': title },
        el('header', {}, el('b', {}, title), el('button', { type: 'button', 'aria-label': 'Close ' + title, onclick: () => dialog.close() }, '×')), inner.node);
      dialog.addEventListener('close', () => { tell(id, 'modal_hide'); tell(id, 'modal_close'); });
      all.set(id, { dialog, inner });
      size(all.get(id), { width, height });
      document.body.append(dialog);
      return { id };
    },
    'modal.show'(id) {
      const { dialog } = find(id);
      if (!dialog.open) dialog.showModal();
      tell(id, 'modal_show');
    },
    'modal.resize'(id, measures) { size(find(id), measures); },
    'modal.destroy'(id) {
      const { dialog, inner } = find(id);
      all.delete(id);
      inner.remove();
      dialog.remove();
    },
  };
}
