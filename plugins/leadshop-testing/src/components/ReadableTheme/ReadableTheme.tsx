import { ReactNode } from 'react';
import { lighten, Theme, ThemeProvider } from '@material-ui/core/styles';

function readable(theme: Theme): Theme {
  const { palette, overrides, typography } = theme;
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
    overrides: {
      ...overrides,
      MuiDialog: {
        ...overrides?.MuiDialog,
        // Dialogs are outside of the page, where portals set another font
        paper: { fontFamily: typography.fontFamily },
      },
      MuiFormHelperText: {
        ...overrides?.MuiFormHelperText,
        root: {
          // What a field takes is to be read before it is switched on
          '&$disabled': { color: palette.textSubtle },
        },
      },
    },
  };
}

/**
 * The portal's theme with two colours that can be read (WCAG 2.1 AA) on all of
 * its backgrounds: Material's own secondary text and errors are too faint. Its
 * dialogs have the font of the pages.
 */
export const ReadableTheme = ({ children }: { children: ReactNode }) => (
  <ThemeProvider theme={readable}>{children}</ThemeProvider>
);
