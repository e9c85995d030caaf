// One customer's timeline: conversations with their messages, notes and
// files, as they are written, live.
import { api } from './api.js';
import { arrange, el, kept, pairs, phoneText, shown, soon, toast, when } from './dom.js';
import { item } from './item.js';

export class Timeline {
  constructor(node, details, { onShown, onDial }) {
    Object.assign(this, { node, details, onShown, onDial });
    this.customer = null;
    this.event = null;            // the conversation that is brought up
    this.kinds = { conversation: new Map(), message: new Map(), note: new Map(), attachment: new Map() };
    this.users = new Map();
    this.titles = {};             // display names of custom attributes, by resource
    this.articles = new Map();    // drawn conversations, to leave unchanged ones alone
    this.composers = new Map();   // forms for notes; they outlive the drawings around them
    this.draw = soon(() => this.drawNow());
  }

  context() {
    return { customer: this.customer, conversation: this.event ? this.kinds.conversation.get(this.event) : undefined };
  }

  async show(id, event) {
    this.event = event;
    if (!id) { this.customer = this.loading = null; this.turn = (this.turn ?? 0) + 1; this.node.replaceChildren(el('h1', { class: 'empty' }, 'Choose a customer')); this.details.replaceChildren(); this.onShown(); return; }
    if ((this.loading ?? this.customer?.id) !== id) { this.composers.clear(); await this.load(id); }
    else this.drawNow();
    this.bringUp();
    this.onShown();
  }

  reload() { if (this.customer) this.load(this.customer.id); }

  /** load reads everything of a customer; a slower, older load loses. */
  async load(id) {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    this.loading = id;
    try {
      const [customer, conversations, messages, notes, users] = await Promise.all([
        api('/v1/customers/' + id), api(`/v1/customers/${id}/conversations?pageSize=100`),
        api(`/v1/customers/${id}/messages?pageSize=100&include=attachments`), api(`/v1/customers/${id}/notes?pageSize=100&include=attachments`),
        this.users.size ? { data: [] } : api('/v1/users?pageSize=500'),
      ]);
      await this.loadTitles();
      if (turn !== this.turn) return;
      this.customer = customer.data;
      for (const map of Object.values(this.kinds)) map.clear();
      for (const record of [...conversations.data, ...messages.data, ...notes.data, ...(messages.included ?? []), ...(notes.included ?? [])]) this.kinds[record.type]?.set(record.id, record);
      for (const user of users.data) this.users.set(user.id, user.attributes.displayName);
      this.articles.clear();
      this.drawNow();
    } catch (error) {
      if (turn === this.turn) this.node.replaceChildren(el('p', { class: 'empty' }, 'This customer cannot be shown: ' + error.message));
    } finally {
      if (turn === this.turn) this.loading = null;
    }
  }

  async loadTitles() {
    for (const resource of ['customer', 'conversation', 'message']) {
      const { data } = await api('/v1/metadata/' + resource);
      this.titles[resource] = Object.fromEntries(Object.entries(data.attributes.properties).map(([name, about]) => [name, about.displayName]));
    }
  }

  title(resource) { return (name) => this.titles[resource]?.[name] ?? name; }

  /** heard takes one change into the view. */
  heard(event) {
    if (event.type === 'metadata') { this.loadTitles().then(() => { this.articles.clear(); this.draw(); }); return; }
    const kind = this.kinds[event.type];
    if (event.type === 'customer' && event.id === this.customer?.id) this.customer = event.gone ? this.customer : event.record;
    else if (event.type === 'attachment') kind.set(event.id, event.record);
    else if (kind && event.customer === this.customer?.id && !event.gone) kind.set(event.id, event.record);
    else if (kind?.has(event.id)) kind.delete(event.id);
    else return;
    this.draw();
  }

  drawNow() {
    if (!this.customer) return;
    const writing = this.node.contains(document.activeElement) ? document.activeElement : null; // moving a form takes its focus
    const home = writing?.closest('article')?.dataset.id;
    const conversations = [...this.kinds.conversation.values()].sort((a, b) => b.attributes.createdAt.localeCompare(a.attributes.createdAt));
    const articles = conversations.map((conversation, at) => {
      const number = conversations.length - at; // the oldest is the first
      const content = this.contentOf(conversation);
      const signature = [conversation, content, content.flatMap((one) => this.filesOf(one)), conversation.id === this.event, number];
      return kept(this.articles, conversation.id, signature, () => this.article(conversation, content, number));
    });
    const { id, attributes } = this.customer;
    const header = kept(this.articles, 'header', [id, attributes.displayName, attributes.phones, attributes.sharedPhones, this.event], () => this.header());
    arrange(this.node, [header, ...(articles.length ? articles : [el('p', { class: 'empty' }, 'No conversations yet.')])]);
    const next = writing?.isConnected ? writing : home && this.node.querySelector(`article[data-id="${home}"] .acts button`);
    if (next) next.focus({ preventScroll: true });
    this.drawDetails();
  }

  contentOf(conversation) {
    return [...this.kinds.message.values(), ...this.kinds.note.values()]
      .filter((one) => one.relationships.conversation?.data.id === conversation.id)
      .sort((a, b) => a.attributes.createdAt.localeCompare(b.attributes.createdAt) || a.id.localeCompare(b.id));
  }

  filesOf(record) {
    return (record.relationships.attachments?.data ?? []).map(({ id }) => this.kinds.attachment.get(id)).filter(Boolean);
  }

  header() {
    const { id, attributes } = this.customer;
    return el('header', {}, el('h1', {}, attributes.displayName), ...[...attributes.phones, ...attributes.sharedPhones].map(({ phone }) => el('span', {}, phoneText(phone),
      el('button', { type: 'button', class: 'phone', 'aria-label': 'Call ' + phoneText(phone), title: 'Call', onclick: () => this.onDial(phone, id, this.event ?? undefined) }, '✆'))));
  }

  article(conversation, content, number) {
    const { id, attributes } = conversation;
    const current = id === this.event;
    const assigned = attributes.assignedUsers.map((user) => this.users.get(user) ?? user).join(', ');
    const act = (label, body) => el('button', { type: 'button', onclick: () => this.change(id, body) }, label);
    return el('article', { class: 'conversation' + (current ? ' shown' : ''), id: 'event-' + id, 'data-id': id, 'aria-current': current ? 'true' : null, 'aria-label': 'Conversation ' + (attributes.name ?? id) },
      el('header', {}, el('h2', {}, el('a', { href: `#/customers/${this.customer.id}/event/${id}` }, attributes.name ?? 'Conversation')),
        el('span', { class: 'chip ' + attributes.status }, attributes.status), ...attributes.channels.map((channel) => el('span', { class: 'chip' }, channel)),
        el('span', { class: 'acts' }, attributes.status !== 'open' && act('Open', { status: 'open' }),
          attributes.status === 'open' && act('Snooze', { status: 'snoozed', snooze: { time: new Date(Date.now() + 36e5).toISOString(), status: 'scheduled' } }),
          attributes.status !== 'done' && act('Done', { status: 'done' }))),
      el('p', { class: 'facts' }, el('span', {}, when(attributes.createdAt)), el('span', {}, 'Direction: ' + attributes.direction), el('span', {}, 'Assigned to: ' + (assigned || 'nobody')), attributes.externalId && el('span', {}, attributes.externalId)),
      Object.keys(attributes.custom ?? {}).length > 0 && el('div', { class: 'item' }, pairs(attributes.custom, this.title('conversation'))),
      ...content.map((one, at) => item(one, this.filesOf(one), (user) => this.users.get(user) ?? user, this.title('message'), `${at + 1} of conversation ${number}`)), this.composer(id));
  }

  /** composer is the form for a note; it is kept, so that nobody loses what they write. */
  composer(id) {
    if (!this.composers.has(id)) {
      const body = el('input', { type: 'text', 'aria-label': 'Write a note', placeholder: 'Write a note', maxlength: 10240, autocomplete: 'off' });
      const send = async (event) => {
        event.preventDefault();
        if (!body.value.trim()) return;
        try { await api(`/v1/conversations/${id}/notes`, 'POST', { body: body.value }); body.value = ''; } catch (error) { toast(error.message, 'error'); }
      };
      this.composers.set(id, el('form', { class: 'composer', onsubmit: send }, body, el('button', {}, 'Add')));
    }
    return this.composers.get(id);
  }

  async change(id, body) {
    try { await api('/v1/conversations/' + id, 'PATCH', body); } catch (error) { toast(error.message, 'error'); }
  }

  drawDetails() {
    const { attributes } = this.customer;
    const section = (title, values) => values.length > 0 && [el('h2', {}, title), ...values.map((value) => el('p', { class: 'value' }, value))];
    this.details.replaceChildren(...[
      el('h2', {}, 'Customer'), el('p', { class: 'value' }, attributes.displayName),
      section('Phones', attributes.phones.map(({ phone, verified }) => phoneText(phone) + (verified ? '' : ' (unverified)'))),
      section('Shared phones', attributes.sharedPhones.map(({ phone }) => phoneText(phone))),
      section('E-mails', attributes.emails.map(({ email }) => email)), section('External ids', attributes.externalIds.map(({ externalId }) => externalId)),
      section('Assigned to', attributes.dedicatedUser ? [this.users.get(attributes.dedicatedUser) ?? attributes.dedicatedUser] : []),
      Object.keys(attributes.custom).length > 0 && [el('h2', {}, 'Custom fields'), pairs(attributes.custom, this.title('customer'))],
      el('h2', {}, 'Conversations'), pairs(attributes.conversationCounts), el('h2', {}, 'Since'), el('p', {}, shown(attributes.createdAt)),
    ].flat(Infinity).filter(Boolean));
  }

  /** bringUp scrolls to the conversation that was asked for. */
  bringUp() {
    const node = this.event && document.getElementById('event-' + this.event);
    if (node) node.scrollIntoView({ block: 'start' });
  }
}
