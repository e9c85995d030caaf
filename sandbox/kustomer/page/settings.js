// Settings: the installed app's page (its own in a frame, or the generated
// one), routing statuses, teams.
import { me, api } from './api.js';
import { el, toast } from './dom.js';

const tabs = { app: 'Apps · CCAI Platform', statuses: 'Routing · Statuses', teams: 'Teams' };
let current = 'app';

/** isList tells whether the tab that is shown may be drawn anew at any time: a framed page or a form may not. */
export const isList = () => current !== 'app';

/** showSettings draws the settings; frame makes the app's frame. */
export async function showSettings(node, role, frame) {
  const body = el('div', {});
  node.replaceChildren(el('header', {}, el('h1', {}, 'Settings'), el('nav', { 'aria-label': 'Settings' }, Object.entries(tabs).map(([name, title]) => el('button', {
    type: 'button', 'aria-pressed': String(name === current), onclick: () => { current = name; showSettings(node, role, frame); },
  }, title)))), body);
  if (role !== 'org.admin') {
    body.append(el('p', { class: 'empty' }, 'Only admins change settings. Log in as Ana to see them.'));
    return;
  }
  await { app: showApp, statuses: showStatuses, teams: showTeams }[current](body, frame);
}

/** showApp frames the app's own page, or draws the one made from its settings. */
async function showApp(node, frame) {
  const { widget } = await me();
  if (widget.generated) return showGenerated(node, widget.app);
  if (!URL.canParse(widget.settingsUrl)) {
    node.append(el('p', { class: 'empty' }, 'The address of the adapter is not known yet (knob "adapter", or the settings of the app).'));
    return;
  }
  node.append(frame({ id: 'settings-' + widget.id, url: widget.settingsUrl, title: 'Settings of ' + widget.title }).node);
}

/** showGenerated is the form that Kustomer makes from the declared settings. */
async function showGenerated(node, app) {
  const { data } = await api('/v1/settings/' + app);
  const fields = Object.entries(data).flatMap(([category, entries]) => entries.map(({ attributes }) => ({ category, ...attributes }))).filter((one) => !one.hidden);
  const input = (one) => el('input', { type: { secret: 'password', number: 'number', boolean: 'checkbox' }[one.type] ?? 'text', id: 'setting-' + one.name, value: one.type === 'secret' ? '' : one.value ?? '', checked: one.value === true, placeholder: one.type === 'secret' && one.value ? one.value : null });
  const inputs = new Map(fields.map((one) => [one, input(one)]));
  const save = async (event) => {
    event.preventDefault();
    const body = {};
    for (const [one, node] of inputs) {
      if (one.type === 'secret' && !node.value) continue;
      (body[one.category] ??= {})[one.name] = one.type === 'boolean' ? node.checked : one.type === 'number' ? Number(node.value) : node.value;
    }
    try { await api('/v1/settings/' + app, 'PUT', body); toast('Saved', 'success'); } catch (error) { toast(error.message, 'error'); }
  };
  node.append(el('form', { class: 'generated', onsubmit: save }, fields.map((one) => el('p', {}, el('label', { for: 'setting-' + one.name }, el('b', {}, one.displayName)), inputs.get(one), el('small', {}, one.description))), el('button', {}, 'Save')));
}

/** showStatuses lists the org's statuses and adds unavailable ones. */
async function showStatuses(node) {
  const { data } = await api('/v1/routing/statuses');
  const name = el('input', { type: 'text', 'aria-label': 'Name of the new status', placeholder: 'New unavailable status' });
  const add = async (event) => {
    event.preventDefault();
    try { await api('/v1/routing/statuses', 'POST', { name: name.value }); node.replaceChildren(); showStatuses(node); } catch (error) { toast(error.message, 'error'); }
  };
  node.append(el('table', {}, el('tr', {}, ['Status', 'Type', 'Id'].map((title) => el('th', {}, title))), data.reverse().map(({ id, attributes }) => el('tr', {},
    el('td', {}, el('span', { class: 'dot ' + attributes.statusType }), ' ' + attributes.name), el('td', {}, attributes.statusType + (attributes.system ? ' (system)' : '')), el('td', {}, el('code', {}, id))))),
  el('form', { class: 'row', onsubmit: add }, name, el('button', {}, 'Add')));
}

/** showTeams has the switch without which nobody has a status. */
async function showTeams(node) {
  const [{ data: teams }, { data: users }] = await Promise.all([api('/v1/teams'), api('/v1/users?userType=user')]);
  const names = new Map(users.map((user) => [user.id, user.attributes.displayName]));
  node.append(...teams.map(({ id, attributes }) => el('section', { class: 'team', 'aria-label': attributes.displayName }, el('h2', {}, attributes.displayName),
    el('p', {}, attributes.members.map((member) => names.get(member) ?? member).join(', ')),
    el('label', {}, el('input', { type: 'checkbox', role: 'switch', checked: attributes.routingEnabled, onchange: async (event) => {
      try { await api('/v1/teams/' + id, 'PATCH', { routingEnabled: event.target.checked }); } catch (error) { toast(error.message, 'error'); }
    } }), ' Enable Team Routing'))));
}
