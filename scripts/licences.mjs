// Which licences what is deployed may have, and the list of them.

/** What is agreed to: permissive licences, and those of data and pictures. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Remix Icon License 1.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
]);

/** Agreed to for one package, and why. */
const SINGLE = {
  // Belongs to the linter; nothing of it is deployed
  'axe-core': 'MPL-2.0',
  // Makes declarations when a package is built; nothing of it is deployed
  'rollup-plugin-dts': 'LGPL-3.0-only',
};

/** What packages say in their files, and not in package.json. */
const UNDECLARED = {
  'fast-shallow-equal': 'Unlicense',
  pause: 'MIT',
  'pause-stream': 'Apache-2.0 OR MIT',
  'png-js': 'MIT',
  'react-universal-interface': 'Unlicense',
  tosource: 'Zlib',
};

const nameOf = ({ group, name }) => (group ? `${group}/${name}` : name);

/** A package's licence, as an expression of SPDX. */
function licenceOf(component) {
  const declared = (component.licenses ?? []).map(
    ({ expression, license }) => expression ?? license.id ?? license.name,
  );
  return (
    [...new Set(declared)].join(' AND ') ||
    UNDECLARED[nameOf(component)] ||
    'none'
  );
}

/** Of `A OR B` one is enough, of `A AND B` each is needed. */
function isAllowed(expression) {
  return expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some(choice => choice.split(' AND ').every(one => ALLOWED.has(one)));
}

/** Packages whose licence nobody has agreed to, such as `name: GPL-2.0`. */
export function notAllowed(components) {
  const found = components.flatMap(component => {
    const name = nameOf(component);
    const licence = licenceOf(component);
    return isAllowed(licence) || SINGLE[name] === licence
      ? []
      : [`${name}: ${licence}`];
  });
  return [...new Set(found)].sort();
}

/** Fewer packages are listed by name. */
const FEW = 20;

/** The list of licences, as Markdown. */
export function licenceList(components) {
  const byLicence = new Map();
  for (const component of components) {
    const licence = licenceOf(component);
    const names = byLicence.get(licence) ?? new Set();
    names.add(nameOf(component));
    byLicence.set(licence, names);
  }
  const rows = [...byLicence]
    .sort(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1))
    .map(([licence, names]) => {
      const few = [...names].sort().map(name => `\`${name}\``);
      return `| ${licence} | ${names.size} | ${
        names.size <= FEW ? few.join(', ') : ''
      } |`;
    });
  return `# Licences

Of every package that the portal and its backend are deployed with; \`yarn sbom\`
writes this list, and the bill of materials that has each version and its
source. A licence that is not agreed to in \`scripts/licences.mjs\` stops it.

| licence | packages | which |
| --- | ---: | --- |
${rows.join('\n')}
`;
}
