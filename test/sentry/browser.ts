// Reads {url, email, password} from standard input, logs in there as a person does, gets through the setup wizard if
// there is one, and prints what happened.
import { readFileSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';

interface Visit {
  readonly url: string;
  readonly email: string;
  readonly password: string;
}

const SECONDS = 180;
const { url, email, password } = JSON.parse(readFileSync(0, 'utf8')) as Visit;

const seen = { wizard: false, page: '', error: '', options: [] as object[], cookies: [] as object[], console: [] as string[] };

const wizard = (page: Page) => page.getByText('Welcome to Sentry');
const inside = (page: Page) => page.locator('[aria-label="Primary Navigation"], [data-test-id="sidebar-dropdown"], nav').first();

const visit = async (page: Page): Promise<void> => {
  await page.goto(url);
  await page.fill('input[name="username"]', email);
  await page.fill('input[name="password"]', password);
  await Promise.all([page.waitForNavigation(), page.press('input[name="password"]', 'Enter')]);
  const after = await page.content();
  if (after.includes('CSRF Verification Failed')) throw new Error('CSRF Verification Failed');
  await wizard(page).or(inside(page)).first().waitFor();
  seen.wizard = await wizard(page).isVisible();
  if (!seen.wizard) return;
  const radio = page.getByText('Please keep my usage information anonymous');
  if (await radio.isVisible()) await radio.click();
  const answered = page.waitForResponse(
    (response) => response.url().includes('/internal/options/') && response.request().method() === 'PUT',
  );
  await page.getByRole('button', { name: /continue/i }).click();
  if ((await answered).status() === 200) await inside(page).waitFor();
};

const main = async (): Promise<void> => {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  context.setDefaultTimeout(SECONDS * 1000);
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && seen.console.push(message.text()));
  page.on('response', async (response) => {
    const request = response.request();
    if (request.method() === 'PUT' && request.url().includes('/internal/options/'))
      seen.options.push({ sent: request.postDataJSON(), status: response.status(), answer: await response.text().catch(String) });
  });
  try {
    await visit(page);
  } catch (error) {
    seen.error = String(error);
  }
  // biome-ignore lint/performance/useDomNodeTextContent: what a person sees, without scripts
  seen.page = `${page.url()}\n${await page.locator('body').innerText().catch(String)}`.slice(0, 2000);
  seen.cookies = (await context.cookies()).map(({ name, secure, httpOnly, sameSite }) => ({ name, secure, httpOnly, sameSite }));
  if (process.env['SCREENSHOT'] !== undefined) await page.screenshot({ path: process.env['SCREENSHOT'] });
  await browser.close();
  console.log(JSON.stringify(seen));
};

void main();
