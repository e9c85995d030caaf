// Settings: the installed app's own page, in a frame.
import { me } from './api.js';
import { el } from './dom.js';

/** showSettings draws the settings; frame makes the app's frame. */
export async function showSettings(node, role, frame) {
  node.replaceChildren(el('header', {}, el('h1', {}, 'Settings'), el('small', {}, 'Apps · CCAI Platform Agent Adapter')));
  if (role !== 'org.admin') {
    node.append(el('p', { class: 'empty' }, 'Only admins change the settings of apps. Log in as Ana to see them.'));
    return;
  }
  const { widget } = await me();
  if (!widget.adapter) {
    node.append(el('p', { class: 'empty' }, 'The address of the adapter is not known yet (knob "adapter").'));
    return;
  }
  const tenant = widget.tenant ? '?tenant=' + encodeURIComponent(widget.tenant) : '';
  node.append(frame({ id: 'settings-' + widget.id, url: widget.adapter.replace(/\/$/, '') + '/settings' + tenant, title: 'Settings of CCAI Platform' }).node);
}
