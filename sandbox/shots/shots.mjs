// Plays every story by a click in the panel and takes a picture of what
// Kustomer's page shows afterwards, with the built server and bundle:
//
//   make build && node sandbox/shots/shots.mjs docs/img [story …]
//
// Needs Node and Chromium, and no library.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chromium } from './chromium.mjs';

const [out = 'docs/img', ...only] = process.argv.slice(2);
const size = { width: 1280, height: 800 };
const ana = 'ana@acme.example';
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const dir = mkdtempSync(join(tmpdir(), 'shots-data-'));

// Stories whose point is a number of their own: nothing is typed into the form.
const ownNumber = ['anonymous-call', 'outbound-failed', 'outbound-no-answer', 'outbound-wrong-number'];
// Stories that leave no record: the list of customers is shown, with nobody new.
const noRecord = ['scheduled-canceled', 'inbound-menu-abandoned'];
// Stories that are shown while they go on.
const during = { 'inbound-ringing': 2500, 'chat-ringing': 2500, 'scheduled-call': 1200, 'sms-outbound': 1800 };

/** start runs a program and answers its first line. */
function start(file, args, env) {
  const child = spawn(file, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const line = new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => { text += chunk; if (text.includes('\n')) resolve(text.split('\n')[0]); });
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  return { line, stop: () => child.kill('SIGTERM') };
}

async function ask(url, method = 'GET', body = undefined, headers = {}) {
  const answer = await fetch(url, { method, headers: { 'Content-Type': 'application/json', ...headers }, body: body && JSON.stringify(body) });
  return answer.ok ? answer.json() : null;
}

/** stage starts both neighbours and the product, and joins them. */
async function stage() {
  const bucket = join(dir, 'bucket');
  const sandbox = start('bin/sandbox', ['--loopback-http', '--bucket', bucket]);
  const told = JSON.parse(await sandbox.line);
  const server = start('bin/agentadapter', [], {
    ADAPTER_LISTEN: '127.0.0.1:0', ADAPTER_DATA_DIR: join(dir, 'data'), ADAPTER_LOG: 'warn', ADAPTER_FRAME_ANCESTORS: told.kustomer,
    KUSTOMER_BASE_URL: told.kustomer, KUSTOMER_APP_URL: told.kustomer, KUSTOMER_ORG: told.kustomerOrg, KUSTOMER_API_KEY: told.kustomerKey,
    KUSTOMER_CARD_SCRIPT_URL: told.cardScript, KUSTOMER_BIND_SECRET: told.bindSecret, CCAIP_BASE_URL: told.ccaip,
    CCAIP_SUBDOMAIN: told.ccaipSubdomain, CCAIP_API_TOKEN: told.ccaipToken, CCAIP_EVENTS_USER: told.eventsUser,
    CCAIP_EVENTS_PASSWORD: told.eventsPassword, CCAIP_STORAGE_URL: 'file://' + bucket, CCAIP_STORAGE_POLL: '2s',
  });
  const adapter = (await server.line).replace('ready ', '');
  for (const neighbour of [told.kustomer, told.ccaip]) await ask(neighbour + '/_knobs', 'PATCH', { adapter });
  return { ...told, stop() { server.stop(); sandbox.stop(); } };
}

/** customerOf finds whose record a story made: by their number or external id, else whoever was active last. */
async function customerOf(told, number) {
  const key = { Authorization: 'Bearer ' + told.kustomerKey };
  const found = number && await ask(`${told.kustomer}/v1/customers/phone=${encodeURIComponent(number)}`, 'GET', undefined, key);
  if (found) return found.data.id;
  const latest = await ask(told.kustomer + '/v1/customers/search', 'POST', { queryContext: 'customer', sort: [{ customer_last_activity_at: 'desc' }] }, key);
  return latest.data[0].id;
}

/** click presses a story's button in the panel, with number and agent filled in. */
function click(panel, name, number) {
  return panel.run(`(() => {
    const form = document.getElementById('make').elements;
    form.number.value = ${JSON.stringify(number)};
    form.agent_email.value = ${JSON.stringify(ana)};
    const button = [...document.querySelectorAll('#stories button')].find((b) => b.textContent === ${JSON.stringify(name)});
    button.scrollIntoView(); button.click();
  })()`);
}

/** over waits until nobody is on the line any more. */
async function over(panel) {
  for (let i = 0; i < 300; i++) {
    await rest(200);
    if (await panel.run("document.querySelector('#live article') === null")) return;
  }
}

/** picture plays one story and keeps what Kustomer shows. */
async function picture(told, name, number, panel, desk) {
  for (const agent of [15, 16]) await ask(`${told.ccaip}/_panel/agents/${agent}/status`, 'POST', { status: 'Available' });
  await panel.front();
  await click(panel, name, number);
  if (during[name]) await rest(during[name]);
  else { await over(panel); await rest(3500); }
  const who = noRecord.includes(name) ? '' : '/' + await customerOf(told, number);
  await desk.run(`location.hash = '#/customers${who}'`);
  await desk.front();
  await rest(1000);
  writeFileSync(join(out, name + '.webp'), await desk.shot(size.width, size.height, 0.75, 60));
  await panel.front();
  for (let i = 0; i < 3 && during[name]; i++) { // let it end: nobody answers
    await panel.run("[...document.querySelectorAll('#live button.bad')].forEach((b) => b.click())");
    await rest(400);
  }
  await over(panel);
}

async function main() {
  mkdirSync(out, { recursive: true });
  const told = await stage();
  const browser = new Chromium(process.env.CHROMIUM ?? 'chromium');
  try {
    const desk = await browser.page(told.kustomer + '/?agent=ana#/customers', size.width, size.height);
    const panel = await browser.page(told.ccaip + '/', size.width, size.height);
    await rest(8000);
    const { stories } = await ask(told.ccaip + '/_stories');
    let line = 1000;
    for (const { name } of stories) {
      const number = ownNumber.includes(name) ? '' : '+1415555' + line++;
      if (only.length && !only.includes(name)) continue;
      await picture(told, name, number, panel, desk);
      console.log(name);
    }
    if (!only.length) writeFileSync(join(out, 'panel.webp'), await panel.shot(size.width, 1000, 0.75, 60));
  } finally {
    await browser.close();
    told.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

await main();
