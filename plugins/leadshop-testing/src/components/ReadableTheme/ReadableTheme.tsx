import { ReactNode } from 'react';
import { lighten, Theme, ThemeProvider } from '@material-ui/core/styles';

function readable(theme: Theme): Theme {
  const { palette } = theme;
  const { error } = palette;
  return {
    ...theme,
    palette: {
      ...palette,
      text: { ...palette.text, secondary: palette.textSubtle },
      error: {
        ...error,
        main: palette.type === 'dark' ? lighten(error.light, 0.5) : error.dark,
      },
    },
  };
}

/**
 * The portal's theme with two colours that can be read (WCAG 2.1 AA) on all of
 * its backgrounds: Material's own secondary text and errors are too faint.
 */
export const ReadableTheme = ({ children }: { children: ReactNode }) => (
  <ThemeProvider theme={readable}>{children}</ThemeProvider>
);
