// One entry of a conversation: a message or a note, with its files.
import { el, pairs, when } from './dom.js';

/** item draws a message or note; place tells it apart from others by name. */
export function item(record, files, userName, title, place) {
  const { attributes, type } = record;
  const author = userName(record.relationships.createdBy?.data.id ?? '');
  return type === 'note'
    ? el('section', { class: 'item note', 'data-id': record.id, 'aria-label': 'Note ' + place },
      el('div', { class: 'who' }, el('b', {}, 'Note'), el('span', {}, author), el('span', {}, when(attributes.createdAt))),
      el('p', {}, attributes.body), fileList(files))
    : message(record, files, author, title, place);
}

/** message draws what was said, and below it what is known about it. */
function message({ id, attributes }, files, author, title, place) {
  const custom = attributes.custom ?? {};
  return el('section', { class: 'item ' + attributes.direction, 'data-id': id, 'aria-label': 'Message ' + place },
    el('div', { class: 'who' }, el('b', {}, attributes.channel), el('span', {}, attributes.directionType), el('span', {}, attributes.app),
      el('span', {}, author), el('span', {}, when(attributes.sentAt)), attributes.meta.status && el('span', { class: 'chip' }, attributes.meta.status)),
    attributes.subject && el('b', {}, attributes.subject), el('p', {}, attributes.preview ?? ''), fileList(files),
    Object.keys(custom).length > 0 && el('details', { open: true }, el('summary', {}, 'Additional Information'), pairs(custom, title)),
    Object.keys(attributes.meta).length > 0 && el('details', {}, el('summary', {}, 'Headers'), pairs(attributes.meta)));
}

/** fileList shows files by name, and plays what can be played. */
function fileList(files) {
  if (!files.length) return null;
  return el('div', { class: 'files' }, files.map((file) => {
    const { name, contentType, contentLength, uploaded, externalUrl } = file.attributes;
    const url = externalUrl ?? '/_page/files/' + file.id;
    const size = contentLength > 1048576 ? (contentLength / 1048576).toFixed(1) + ' MB' : Math.ceil(contentLength / 1024) + ' KB';
    return el('div', {}, el('a', { href: url, target: '_blank', rel: 'noopener' }, '📎 ' + name), el('small', {}, uploaded ? ` ${size}` : ' not uploaded yet'),
      uploaded && !externalUrl && contentType.startsWith('audio/') && el('audio', { controls: true, preload: 'none', src: url }));
  }));
}
