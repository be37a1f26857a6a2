import {
  Bar,
  BarChart,
  Cell,
  LabelList,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';
import { FIRST_SIZE, useLook } from './useLook';

/** Room for the names of steps, and for the figure behind a bar. */
const NAME_WIDTH = 168;
const FIGURE_WIDTH = 64;

/** A bar: its length in percent, and the figure that stands behind it. */
export interface NamedBar {
  name: string;
  value: number;
  figure: string;
  color: string;
}

/** Horizontal bars of up to 100 percent. */
export const NamedBars = ({ bars }: { bars: NamedBar[] }) => {
  const { axis, text, palette } = useLook();
  return (
    <ResponsiveContainer initialDimension={FIRST_SIZE}>
      <BarChart
        data={bars}
        layout="vertical"
        margin={{ top: 0, right: FIGURE_WIDTH, bottom: 0, left: 0 }}
        barCategoryGap="28%"
        accessibilityLayer={false}
      >
        <XAxis type="number" domain={[0, 100]} hide />
        <YAxis
          {...axis}
          type="category"
          dataKey="name"
          width={NAME_WIDTH}
          interval={0}
          axisLine={false}
        />
        <Bar
          dataKey="value"
          isAnimationActive={false}
          radius={3}
          background={{ fill: palette.action.hover, radius: 3 }}
        >
          {bars.map(bar => (
            <Cell key={bar.name} fill={bar.color} />
          ))}
          <LabelList
            dataKey="figure"
            position="right"
            {...text}
            fill={palette.text.primary}
          />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
};
