/*
 * Runs in a worker thread, because making and reading a PDF keeps a processor
 * busy for tens of milliseconds and the event loop must not wait for it.
 *
 * It gets `{ id, kind, payload }`, one at a time, and answers `{ id, result }`
 * or `{ id, error }`. A document may reach neither files nor the network: its
 * texts come from a lead's site and from a language model.
 */
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import pdfmake from 'pdfmake';
import roboto from 'pdfmake/fonts/Roboto.js';

const fontFolder = path.dirname(roboto.Roboto.normal) + path.sep;

pdfmake.setFonts(roboto);
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy(file =>
  path.resolve(String(file)).startsWith(fontFolder),
);

// A service's PDF may be of any length
const MAX_PAGES_READ = 50;

// Loaded with the first PDF that is read; it is large
let pdfjs;

async function render(document) {
  const buffer = await pdfmake.createPdf(document).getBuffer();
  return new Uint8Array(buffer);
}

async function inspect(bytes) {
  pdfjs ??= await import('pdfjs-dist/legacy/build/pdf.mjs');
  const loading = pdfjs.getDocument({
    data: bytes,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  try {
    const document = await loading.promise;
    const texts = [];
    const readable = Math.min(document.numPages, MAX_PAGES_READ);
    for (let number = 1; number <= readable; number++) {
      const page = await document.getPage(number);
      const content = await page.getTextContent();
      texts.push(
        content.items
          .map(item => item.str + (item.hasEOL ? '\n' : ''))
          .join(''),
      );
    }
    return { pages: document.numPages, text: texts.join('\n') };
  } finally {
    await loading.destroy();
  }
}

const WORK = { render, inspect };

parentPort.on('message', async ({ id, kind, payload }) => {
  try {
    const result = await WORK[kind](payload);
    const moved = result instanceof Uint8Array ? [result.buffer] : [];
    parentPort.postMessage({ id, result }, moved);
  } catch (error) {
    parentPort.postMessage({ id, error: String(error?.message ?? error) });
  }
});
