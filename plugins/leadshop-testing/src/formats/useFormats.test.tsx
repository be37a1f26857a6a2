import { act, render, screen } from '@testing-library/react';
import { createApp } from '@backstage/app-defaults';
import { useApi } from '@backstage/core-plugin-api';
import { appLanguageApiRef } from '@backstage/core-plugin-api/alpha';
import { giveAppConfig } from '../__testUtils__/appConfig';
import { localeOf, useFormats } from './useFormats';

it.each([
  ['en', ['en-GB', 'en'], 'en-GB'],
  ['en', ['de-DE', 'de'], 'en'],
  ['de', ['en-US', 'de-AT'], 'de-AT'],
  // Whoever asks for a variant gets that one
  ['pt-BR', ['pt-PT'], 'pt-BR'],
])('writes %s for a reader of %p as %s', (language, preferred, locale) => {
  expect(localeOf(language, preferred)).toBe(locale);
});

const Figures = () => {
  const languages = useApi(appLanguageApiRef);
  const { number, money, duration, moment, ago, list, percent } = useFormats();
  return (
    <>
      <button onClick={() => languages.setLanguage('de')}>Deutsch</button>
      <ul>
        <li>{number(1234.5)}</li>
        <li>{percent(98.54)}</li>
        <li>{money(24_800, 'EUR')}</li>
        <li>{duration(1840)}</li>
        <li>{moment('2026-11-21T10:00:00Z', { month: 'long' })}</li>
        <li>
          {ago('2026-11-21T10:00:00Z', Date.parse('2026-11-21T10:03:00Z'))}
        </li>
        <li>{list(['a', 'b'])}</li>
      </ul>
    </>
  );
};

it('follows the language of the portal', async () => {
  giveAppConfig();
  const app = createApp({
    __experimentalTranslations: { availableLanguages: ['en', 'de'] },
  });
  const Root = app.createRoot(<Figures />);
  render(<Root />);
  const figures = () =>
    screen
      .getAllByRole('listitem')
      .map(item => item.textContent?.replace(/\s/g, ' '));
  const german = await screen.findByText('Deutsch');
  expect(figures()).toEqual([
    '1,234.5',
    '98.5 %',
    '€24,800',
    '1.8 s',
    'November',
    '3 minutes ago',
    'a and b',
  ]);
  act(() => german.click());
  expect(figures()).toEqual([
    '1.234,5',
    '98,5 %',
    '24.800 €',
    '1,8 s',
    'November',
    'vor 3 Minuten',
    'a und b',
  ]);
});
