import { Theme, useTheme } from '@material-ui/core/styles';

/** The size until the place was measured. */
export const FIRST_SIZE = { width: 480, height: 240 };
export const FONT_SIZE = 12;

/** How charts look in the reader's theme. */
export function useLook() {
  const theme: Theme = useTheme();
  const { palette } = theme;
  const text = { fill: palette.text.secondary, fontSize: FONT_SIZE };
  return {
    palette,
    text,
    axis: { tick: text, stroke: palette.divider, tickLine: false },
    legend: {
      itemSorter: null,
      // Its own colour would be too faint for words
      formatter: (title: string) => (
        <span style={{ color: palette.text.primary }}>{title}</span>
      ),
      wrapperStyle: { fontSize: FONT_SIZE },
    },
    grid: { stroke: palette.divider, strokeDasharray: '2 4' },
    tooltip: {
      isAnimationActive: false,
      contentStyle: {
        backgroundColor: palette.background.paper,
        border: `1px solid ${palette.divider}`,
        borderRadius: theme.shape.borderRadius,
        fontSize: FONT_SIZE,
      },
      labelStyle: { color: palette.text.primary, fontWeight: 600 },
      itemStyle: { color: palette.text.primary },
      cursor: { fill: palette.action.hover, stroke: palette.divider },
    },
  };
}
