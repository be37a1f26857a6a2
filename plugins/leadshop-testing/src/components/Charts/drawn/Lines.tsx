import {
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { OverTime, Point } from './overTime';
import { FIRST_SIZE, useLook } from './useLook';

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
            allowDecimals={false}
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
