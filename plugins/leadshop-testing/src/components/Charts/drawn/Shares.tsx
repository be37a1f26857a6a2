import { Cell, Pie, PieChart, ResponsiveContainer, Tooltip } from 'recharts';
import { FIRST_SIZE, FONT_SIZE, useLook } from './useLook';

/** Slices below this share of the whole have no room for their figure. */
const NAMED_SHARE = 0.08;
const RADIAN = Math.PI / 180;

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
