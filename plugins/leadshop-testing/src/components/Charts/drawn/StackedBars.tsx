import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { OverTime } from './overTime';
import { FIRST_SIZE, useLook } from './useLook';

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
