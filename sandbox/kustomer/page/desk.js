// The agents' desk: who is here, what is shown, and what reaches the widget.
import { me, setStatus, api, asAgent, listen } from './api.js';
import { byId, el, toast, soon } from './dom.js';
import { Frame } from './frames.js';
import { showList } from './list.js';
import { modals } from './modals.js';
import { Timeline } from './timeline.js';
import { isList, showSettings } from './settings.js';

let self;            // the agent of this tab, with status
let statuses = [];
let widget = null;   // the product's frame
let settings = null; // the app's settings frame, while it is shown
let mounted = '';    // what the widget was framed from
let list;
let timeline;

/** route reads the hash: #/customers/{id}/event/{conversation} or #/settings. */
function route() {
  const [, view, customer, , event] = location.hash.split('/');
  const inSettings = view === 'settings';
  for (const button of document.querySelectorAll('.rail [data-view]')) {
    button.setAttribute('aria-pressed', String((button.dataset.view === 'settings') === inSettings));
  }
  byId('customers-view').hidden = inSettings;
  byId('settings-view').hidden = !inSettings;
  settings?.remove();
  settings = null;
  if (inSettings) {
    showSettings(byId('settings-view'), self.role, (options) => (settings = appFrame({ ...options, type: 'app' })));
    return;
  }
  timeline.show(customer ? decodeURIComponent(customer) : null, event ? decodeURIComponent(event) : null);
  list.mark(customer);
}

/** context is what Kustomer tells a framed app. */
function context(type) {
  const { customer, conversation } = timeline.context();
  const told = { type, user: self.id };
  if (type === 'widget') told.widget = { name: 'agent-adapter', isOpen: !byId('widget').classList.contains('away') };
  if (type === 'app') return told;
  if (customer) told.customer = customer;
  if (conversation) told.conversation = conversation;
  return told;
}

/** methods are what window.Kustomer can do inside a frame. */
const methods = {
  async request(options) {
    const { url, uri, method = 'GET', body } = typeof options === 'string' ? { url: options } : options;
    const path = (url ?? uri).replace(/^https?:\/\/[^/]+/, '');
    const answer = await asAgent(path, method.toUpperCase(), body);
    return answer && 'data' in answer ? answer.data : answer;
  },
  async 'command.run'(name, { body, args, headers } = {}) {
    const answer = await asAgent('/v1/commands/' + encodeURIComponent(name) + '/run', 'POST', { body, args, headers });
    const result = answer.data.attributes;
    if (result.requestError) throw { message: result.requestError };
    return result;
  },
  open: () => showWidget(true),
  close: () => showWidget(false),
  resize({ width, height } = {}) {
    const size = (value) => (typeof value === 'number' ? value + 'px' : value);
    if (width) widget.node.style.width = size(width);
    if (height) widget.node.style.height = size(height);
  },
  openCustomerEvent(customer, event) {
    location.hash = '#/customers/' + encodeURIComponent(customer) + (event ? '/event/' + encodeURIComponent(event) : '');
  },
  handleTriggerToast: ({ type, message } = {}) => toast(message ?? '', type),
  updateStatus: (type, text) => toast(text ?? type ?? ''),
  showModal: ({ content } = {}) => toast([content?.title, content?.description].filter(Boolean).join(': ')),
};

/** appFrame frames a page of the app; a modal's context has what its maker gave along. */
function appFrame({ id, url, title, allow, type, additionalData, onInitialize }) {
  const told = () => (type === 'modal' ? { ...context(type), additionalData } : context(type));
  return new Frame({ id, url, title, allow, methods, onInitialize, context: told, config: { userRoles: [self.role], orgName: self.org } });
}

Object.assign(methods, modals(appFrame, () => widget));

/** showWidget opens or hides the widget; its frame lives on either way. */
function showWidget(open) {
  if (!widget?.initialized) return;
  byId('widget').classList.toggle('away', !open);
  byId('desk').classList.toggle('with-widget', open);
  byId('widget-button').setAttribute('aria-expanded', String(open));
  sessionStorage.setItem('widget', open ? 'open' : 'away');
  widget.emit('context', context('widget'));
}

/** mountWidget frames the product anew; it stays out of sight until it has called initialize. */
function mountWidget(about) {
  widget?.remove();
  widget = null;
  byId('widget').classList.add('away');
  byId('desk').classList.remove('with-widget');
  byId('widget-button').disabled = true;
  byId('widget-button').setAttribute('aria-expanded', 'false');
  if (!URL.canParse(about.url)) {
    if (about.url) toast('The widget has no complete address yet; fill in the settings: ' + about.url, 'error');
    return;
  }
  widget = appFrame({
    id: about.id, url: about.url, title: about.title, allow: about.iframePermissions, type: 'widget',
    onInitialize() {
      byId('widget-button').disabled = false;
      showWidget(sessionStorage.getItem('widget') !== 'away');
    },
  });
  methods.resize(about);
  byId('widget-title').textContent = about.title;
  byId('widget-frame').replaceChildren(widget.node);
}

/** showStatus draws the agent's status in the lower left corner. */
function showStatus() {
  const current = statuses.find((status) => status.id === self.status);
  const name = current?.attributes.name ?? 'Offline';
  const button = byId('status-button');
  button.setAttribute('aria-label', `${self.name}, status ${name}`);
  button.title = `${self.name}: ${name}`;
  button.dataset.initials = self.name.split(' ').map((word) => word[0]).join('');
  button.replaceChildren(el('span', { class: 'dot ' + (current?.attributes.statusType ?? 'offline') }));
  byId('status-menu').replaceChildren(...[
    el('p', { role: 'presentation' }, el('b', {}, self.name), el('br'), el('small', {}, self.email)),
    !self.routing && el('p', { class: 'error', role: 'presentation' }, 'No status: your team has no routing.'),
    ...statuses.filter(() => self.routing).filter((status) => status.attributes.selectable && status.attributes.enabled).map((status) => el('button', {
      type: 'button', role: 'menuitemradio', 'aria-checked': String(status.id === self.status),
      onclick: () => { menu(false); setStatus(status.id).catch((error) => toast(error.message, 'error')); },
    }, el('span', { class: 'dot ' + status.attributes.statusType }), status.attributes.name)),
    el('button', { type: 'button', role: 'menuitem', onclick: () => { location.href = '/'; } }, el('span', {}, '⇠'), 'Log out'),
  ].filter(Boolean));
}

/** menu opens or closes the status menu and minds the focus. */
function menu(open) {
  byId('status-menu').hidden = !open;
  byId('status-button').setAttribute('aria-expanded', String(open));
  if (open) byId('status-menu').querySelector('[aria-checked=true], button')?.focus();
  else byId('status-button').focus();
}

/** menuKeys moves through the menu as menus are moved through. */
function menuKeys(event) {
  const items = [...byId('status-menu').querySelectorAll('button')];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === 'Escape') menu(false);
  else if (to !== undefined) { event.preventDefault(); items[(to + items.length) % items.length].focus(); }
}

/** heard takes what changed, wherever it was changed. */
function heard(event) {
  if (event.type === 'adapter') { remount(); return; }
  if (['status', 'team'].includes(event.type) && !event.user) { refresh(); redrawSettings(); return; }
  if (event.type === 'status') {
    if (event.user !== self.id) return;
    self.status = event.id;
    showStatus();
    widget?.emit('statusChange', { id: event.id, name: event.name, statusType: event.statusType });
    return;
  }
  list.heard(event);
  timeline.heard(event);
}

/** redrawSettings shows what another tab has changed, unless somebody is at work in this one. */
const redrawSettings = soon(() => {
  const view = byId('settings-view');
  if (!view.hidden && isList() && !view.contains(document.activeElement)) route();
});

/** refresh reads the agent's status and the org's statuses again. */
async function refresh() {
  const about = await me();
  self = { ...about.me, org: about.org };
  statuses = about.statuses;
  showStatus();
}

/** login lets people choose who they are. */
function login(agents) {
  byId('people').replaceChildren(...agents.map((agent) => el('a', { href: '/?agent=' + agent.key + location.hash }, el('b', {}, agent.name), el('small', {}, agent.email), el('small', {}, agent.role))));
  byId('login').hidden = false;
}

/** remount frames the product anew, unless nothing about it changed. */
async function remount() {
  const about = (await me()).widget;
  if (JSON.stringify(about) === mounted) return;
  mounted = JSON.stringify(about);
  mountWidget(about);
  if (location.hash.startsWith('#/settings')) route();
}

async function start() {
  const about = await me();
  if (!about.me) { login(about.agents); return; }
  self = { ...about.me, org: about.org };
  statuses = about.statuses;
  document.title = `${self.name} – Kustomer (sandbox)`;
  byId('desk').hidden = false;
  const tellContext = soon(() => widget?.emit('context', context('widget')));
  timeline = new Timeline(byId('customers-view'), byId('details'), {
    onShown: tellContext,
    onDial: (phone, customerId, conversationId) => widget?.emit('clickToCall', { phone, customerId, conversationId }),
  });
  list = showList(byId('customers'), byId('search'), byId('filter'), api);
  showStatus();
  mounted = JSON.stringify(about.widget);
  mountWidget(about.widget);
  byId('status-button').addEventListener('click', () => menu(byId('status-menu').hidden));
  byId('status-menu').addEventListener('keydown', menuKeys);
  document.addEventListener('pointerdown', (event) => {
    if (!event.target.closest('.me') && !byId('status-menu').hidden) menu(false);
  });
  byId('widget-button').addEventListener('click', () => showWidget(byId('widget').classList.contains('away')));
  byId('widget-hide').addEventListener('click', () => showWidget(false));
  for (const button of document.querySelectorAll('.rail [data-view]')) {
    button.addEventListener('click', () => { location.hash = button.dataset.view === 'settings' ? '#/settings' : '#/customers'; });
  }
  window.addEventListener('hashchange', route);
  route();
  listen(heard, () => { list.load(); timeline.reload(); refresh(); remount(); });
}

start().catch((error) => toast('The page could not start: ' + error.message, 'error'));
