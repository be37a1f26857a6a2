import { Seed } from '../seed';
import { SiteCharacter } from './character';

/** The pages that every site has, below its name. */
export const PAGES = ['', 'about', 'services', 'contact'] as const;

/** A small business's page, as its owner's nephew might have built it. */
export function renderPage(site: SiteCharacter, page: string): string {
  const seed = Seed.of('page', site.name);
  const base = `/sites/${encodeURIComponent(site.name)}`;
  const title = escapeHtml(site.title);
  const domain = `${
    site.name.replace(/[^a-z0-9-]/gi, '') || 'business'
  }.example`;
  const street = `${seed.integer(10, 990)} ${seed.pick([
    'Main Street',
    'Oak Avenue',
    'Market Street',
  ])}`;
  const phone = `(555) 010-${seed.integer(1000, 9999)}`;
  const alt = (text: string) => (site.hasAltTexts ? ` alt="${text}"` : '');
  const isWordPress = site.generator?.startsWith('WordPress') ?? false;
  const assets = isWordPress ? `${base}/wp-content` : `${base}/assets`;
  const heading =
    page === '' ? `Welcome to ${title}` : `${capital(page)} – ${title}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}${
    page === '' ? ` | ${capital(site.trade)}` : ` | ${capital(page)}`
  }</title>
${
  site.hasViewport
    ? '<meta name="viewport" content="width=device-width, initial-scale=1">'
    : ''
}
${
  site.hasDescription
    ? `<meta name="description" content="${title} offers ${site.trade} for families and businesses nearby.">`
    : ''
}
${
  site.generator
    ? `<meta name="generator" content="${escapeHtml(site.generator)}">`
    : ''
}
<link rel="stylesheet" href="${assets}/style.css">
<script src="${assets}/site.js" defer></script>
${
  site.mixedContent
    ? `<script src="http://cdn.${domain}/jquery-1.12.4.min.js"></script>`
    : ''
}
</head>
<body>
<header><img src="${assets}/logo.png"${alt(`${title} logo`)}>
<nav>${PAGES.map(
    item =>
      `<a href="${base}/${item}">${item === '' ? 'Home' : capital(item)}</a>`,
  ).join(' ')}</nav></header>
<main>
<h1>${heading}</h1>
<p>For more than ${seed.integer(4, 30)} years ${title} has offered ${
    site.trade
  } you can rely on.</p>
<img src="${assets}/hero.png"${alt(`The team of ${title}`)}>
${
  site.mixedContent
    ? `<img src="http://images.${domain}/team.jpg"${alt('Our team')}>`
    : ''
}
<section><h2>What we do</h2><ul>
<li>Honest advice before any work begins</li><li>Appointments on short notice</li><li>Clear prices</li>
</ul></section>
<form action="${base}/contact" method="post"><label>Your email <input type="email" name="email"></label><button>Ask us</button></form>
</main>
<footer><address>${street}<br>
<a href="mailto:info@${domain}">info@${domain}</a>${
    site.hasPhone
      ? `<br><a href="tel:+1555010${phone.slice(-4)}">${phone}</a>`
      : ''
  }
</address></footer>
</body>
</html>
`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, mark => `&#${mark.charCodeAt(0)};`);
}
