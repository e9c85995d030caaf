// A Chromium that is spoken to over a pipe, without any library: its protocol
// is JSON with a zero byte behind each message, on descriptors 3 and 4.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--remote-debugging-pipe'];

export class Chromium {
  constructor(path) {
    this.profile = mkdtempSync(join(tmpdir(), 'shots-'));
    this.process = spawn(path, [...flags, '--user-data-dir=' + this.profile, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    [, , , this.to, this.from] = this.process.stdio;
    this.waiting = new Map();
    this.last = 0;
    let rest = '';
    this.from.on('data', (chunk) => {
      const messages = (rest + chunk).split('\0');
      rest = messages.pop();
      for (const text of messages) this.heard(JSON.parse(text));
    });
  }

  heard({ id, result, error }) {
    const asked = this.waiting.get(id);
    if (!asked) return; // an event: nobody listens to any
    this.waiting.delete(id);
    if (error) asked.reject(new Error(error.message)); else asked.resolve(result);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.last;
    this.to.write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  async page(url, width, height) {
    const { targetId } = await this.send('Target.createTarget', { url });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId, targetId);
    await page.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    return page;
  }

  async close() {
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.send('Browser.close').catch(() => {}); // it may be gone before it answers
    await gone;
    rmSync(this.profile, { recursive: true, force: true });
  }
}

class Page {
  constructor(browser, session, target) { Object.assign(this, { browser, session, target }); }

  send(method, params) { return this.browser.send(method, params, this.session); }

  /** run evaluates an expression in the page and answers its value. */
  async run(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  front() { return this.browser.send('Target.activateTarget', { targetId: this.target }); }

  /** shot is the page as WebP, made smaller. */
  async shot(width, height, scale, quality) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'webp', quality, clip: { x: 0, y: 0, width, height, scale } });
    return Buffer.from(data, 'base64');
  }
}
