// Small helpers for elements and for the way things are written.

/** el makes an element: attributes, listeners (onclick: f) and children. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

const codes = ['1', '44', '49', '33', '34', '91', '81', '55', '27', '61', '39', '31', '41', '43', '46', '47', '48', '52', '65', '86'];

/** phoneText writes +14155550123 as +1 415 555 0123. */
export function phoneText(phone) {
  const digits = phone.replace(/[^\d]/g, '');
  if (!phone.startsWith('+')) return phone;
  const code = codes.find((one) => digits.startsWith(one)) ?? digits.slice(0, 3);
  const rest = digits.slice(code.length);
  const groups = [];
  let at = 0;
  while (rest.length - at > 4) { groups.push(rest.slice(at, at + 3)); at += 3; }
  groups.push(rest.slice(at));
  return ['+' + code, ...groups].join(' ');
}

/** when writes a moment shortly. */
export function when(moment) {
  if (!moment) return '';
  const at = new Date(moment);
  return at.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}

/** shown writes any value of a field. */
export function shown(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:/.test(value)) return when(value);
  return String(value);
}

/** pairs is a list of names and values. */
export function pairs(object, title = (name) => name) {
  return el('dl', { class: 'pairs' }, Object.entries(object).map(([name, value]) => [el('dt', {}, title(name)), el('dd', {}, shown(value))]));
}

/** toast shows a sentence for a while. */
export function toast(message, type = '') {
  const node = el('div', { class: 'toast ' + type }, message);
  byId('toasts').append(node);
  setTimeout(() => node.remove(), 6000);
}

/** soon runs f once, shortly after the last of many calls. */
export function soon(f, wait = 40) {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(f, wait); };
}

/** arrange gives the parent these children; what stands already is left alone, so that no click and no focus is lost. */
export function arrange(parent, children) {
  if (children.length === parent.children.length && children.every((child, i) => child === parent.children[i])) return;
  parent.replaceChildren(...children);
}

/** kept draws an entry anew only when its signature changed. */
export function kept(drawn, key, signature, draw) {
  const text = JSON.stringify(signature);
  if (drawn.get(key)?.text !== text) drawn.set(key, { text, node: draw() });
  return drawn.get(key).node;
}
