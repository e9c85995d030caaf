// The list of customers on the left: search, filter, live.
import { arrange, el, kept, soon } from './dom.js';

const filters = ['all', 'open', 'snoozed', 'done'];

/** showList fills the list and keeps it true. */
export function showList(node, search, group, api) {
  const customers = new Map();
  const drawn = new Map();
  let filter = 'all';
  let current = null;

  const draw = soon(() => {
    const shown = [...customers.values()]
      .filter((customer) => filter === 'all' || customer.attributes.conversationCounts[filter] > 0)
      .sort((a, b) => (b.attributes.lastActivityAt ?? '').localeCompare(a.attributes.lastActivityAt ?? ''));
    const focused = document.activeElement?.dataset?.customer;
    const entries = shown.slice(0, 200).map((one) => kept(drawn, one.id, [one.attributes, one.id === current], () => entry(one)));
    arrange(node, entries.length ? entries : [el('li', { class: 'empty' }, 'Nobody here')]);
    if (focused) node.querySelector(`[data-customer="${focused}"]`)?.focus({ preventScroll: true });
  });

  function entry({ id, attributes }) {
    const status = attributes.progressiveStatus;
    return el('li', {}, el('a', { href: '#/customers/' + id, 'data-customer': id, 'aria-current': id === current ? 'true' : null },
      el('span', { class: 'name' }, attributes.displayName),
      status ? el('span', { class: 'chip ' + status }, status) : '',
      el('span', { class: 'preview' }, attributes.preview?.text || attributes.phones[0]?.phone || attributes.emails[0]?.email || '')));
  }

  async function load() {
    const text = search.value.trim();
    const like = { contains: text };
    const answer = text
      ? await api('/v1/customers/search', 'POST', { queryContext: 'customer', or: [{ customer_name: like }, { customer_display_name: like }, { customer_phone: like }, { customer_email: like }, { customer_external_id: like }] })
      : await api('/v1/customers?pageSize=100');
    customers.clear();
    for (const customer of answer.data) customers.set(customer.id, customer);
    draw();
  }

  group.replaceChildren(...filters.map((name) => el('button', {
    type: 'button', 'aria-pressed': String(name === filter),
    onclick: (event) => {
      filter = name;
      for (const button of group.children) button.setAttribute('aria-pressed', String(button === event.currentTarget));
      draw();
    },
  }, name[0].toUpperCase() + name.slice(1))));
  search.addEventListener('input', soon(load, 200));
  load();

  return {
    load,
    mark(id) { current = id; draw(); },
    heard(event) {
      if (event.type !== 'customer') return;
      if (event.gone) customers.delete(event.id);
      else if (customers.has(event.id) || !search.value.trim()) customers.set(event.id, event.record);
      draw();
    },
  };
}
