/*
 * What recharts draws. Only this file imports it, and only useDrawnCharts
 * imports this file, so that the library is in a chunk of its own that is
 * loaded beside the figures. What a chart means is said by ChartView around
 * it, in words and as a table; here nothing has to be read by assistive
 * technology or reached with the keyboard.
 */
import { useTheme } from '@material-ui/core/styles';
import type { Theme } from '@material-ui/core/styles';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  LabelList,
  Legend,
  Line,
  LineChart,
  Pie,
  PieChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

/** The size until the place was measured. */
const FIRST_SIZE = { width: 480, height: 240 };
const FONT_SIZE = 12;
/** Room for the names of steps, and for the figure behind a bar. */
const NAME_WIDTH = 168;
const FIGURE_WIDTH = 64;
/** Slices below this share of the whole have no room for their figure. */
const NAMED_SHARE = 0.08;
const RADIAN = Math.PI / 180;

function useLook() {
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

/** A part of the whole, and the figure that stands beside it. */
export interface Share {
  name: string;
  value: number;
  figure: string;
  color: string;
}

/** Parts of a whole; those with room for it have their figure beside them. */
export const Shares = ({ shares }: { shares: Share[] }) => {
  const { palette, tooltip } = useLook();
  const whole = shares.reduce((sum, { value }) => sum + value, 0);
  return (
    <ResponsiveContainer initialDimension={FIRST_SIZE}>
      <PieChart accessibilityLayer={false}>
        <Pie
          data={shares}
          dataKey="value"
          nameKey="name"
          innerRadius="42%"
          outerRadius="68%"
          stroke={palette.background.paper}
          strokeWidth={2}
          isAnimationActive={false}
          labelLine={false}
          label={({ cx, cy, midAngle = 0, outerRadius, index = 0 }) => {
            const { value, figure } = shares[index];
            if (value / whole < NAMED_SHARE) {
              return null;
            }
            const x = cx + (outerRadius + 8) * Math.cos(-midAngle * RADIAN);
            const y = cy + (outerRadius + 8) * Math.sin(-midAngle * RADIAN);
            return (
              <text
                x={x}
                y={y}
                fill={palette.text.primary}
                fontSize={FONT_SIZE}
                textAnchor={x > cx ? 'start' : 'end'}
                dominantBaseline="central"
              >
                {figure}
              </text>
            );
          }}
        >
          {shares.map(share => (
            <Cell key={share.name} fill={share.color} />
          ))}
        </Pie>
        <Tooltip {...tooltip} />
      </PieChart>
    </ResponsiveContainer>
  );
};

/** A moment, and what each line has there. */
export type Point = { at: number } & Record<string, number | null>;

/** A line over time. */
export interface PlottedLine {
  /** Its name in each point. */
  key: string;
  title: string;
  color: string;
  /** Tells lines apart without colour, as SVG writes dashes. */
  dash?: string;
  /** Percent have an axis of their own, from 0 to 100. */
  scale?: 'percent';
}

interface OverTime {
  points: Point[];
  /** Writes a moment below the axis, and in full beside the pointer. */
  momentText: (at: number, full: boolean) => string;
  /** Writes a value on the axis and beside the pointer. */
  valueText: (value: number, key?: string) => string;
}

const momentAxis = (points: Point[], momentText: OverTime['momentText']) => ({
  dataKey: 'at',
  type: 'number' as const,
  scale: 'time' as const,
  domain: [points[0]?.at ?? 0, points[points.length - 1]?.at ?? 0] as [
    number,
    number,
  ],
  minTickGap: 40,
  tickFormatter: (at: number) => momentText(at, false),
});

/** Lines over time; a gap where nothing was measured. */
export const Lines = ({
  points,
  lines,
  momentText,
  valueText,
  legend = lines.length > 1,
}: OverTime & { lines: PlottedLine[]; legend?: boolean }) => {
  const look = useLook();
  const { axis, grid, tooltip } = look;
  const values = lines.find(({ scale }) => scale !== 'percent');
  const percents = lines.find(({ scale }) => scale === 'percent');
  return (
    <ResponsiveContainer initialDimension={FIRST_SIZE}>
      <LineChart
        data={points}
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} {...grid} />
        <XAxis {...axis} {...momentAxis(points, momentText)} />
        {values && (
          <YAxis
            {...axis}
            yAxisId="values"
            width={56}
            axisLine={false}
            tickFormatter={(value: number) => valueText(value, values.key)}
          />
        )}
        {percents && (
          <YAxis
            {...axis}
            yAxisId="percents"
            orientation={values ? 'right' : 'left'}
            domain={[0, 100]}
            width={48}
            axisLine={false}
            tickFormatter={(value: number) => valueText(value, percents.key)}
          />
        )}
        <Tooltip
          {...tooltip}
          labelFormatter={at => momentText(Number(at), true)}
          formatter={(value, _, { dataKey }) =>
            valueText(Number(value), String(dataKey))
          }
        />
        {legend && <Legend iconType="plainline" {...look.legend} />}
        {lines.map(line => (
          <Line
            key={line.key}
            yAxisId={line.scale === 'percent' ? 'percents' : 'values'}
            dataKey={line.key}
            name={line.title}
            stroke={line.color}
            strokeWidth={2}
            strokeDasharray={line.dash}
            dot={points.length === 1}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
};

/** A part of the bars over time. */
export interface Stack {
  key: string;
  title: string;
  color: string;
}

/** Bars over time, made of parts. */
export const StackedBars = ({
  points,
  stacks,
  momentText,
  valueText,
}: OverTime & { stacks: Stack[] }) => {
  const { axis, grid, legend, tooltip, palette } = useLook();
  return (
    <ResponsiveContainer initialDimension={FIRST_SIZE}>
      <BarChart
        data={points}
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} {...grid} />
        <XAxis
          {...axis}
          dataKey="at"
          minTickGap={40}
          tickFormatter={(at: number) => momentText(at, false)}
        />
        <YAxis
          {...axis}
          width={48}
          axisLine={false}
          allowDecimals={false}
          tickFormatter={(value: number) => valueText(value)}
        />
        <Tooltip
          {...tooltip}
          labelFormatter={at => momentText(Number(at), true)}
          formatter={value => valueText(Number(value))}
        />
        <Legend {...legend} />
        {stacks.map(stack => (
          <Bar
            key={stack.key}
            stackId="all"
            dataKey={stack.key}
            name={stack.title}
            fill={stack.color}
            // Parts that touch are told apart without their colour
            stroke={palette.background.paper}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
};
