import { ReactNode } from 'react';
import Typography from '@material-ui/core/Typography';

/** Stands where a chart would be when there is nothing to draw. */
export const ChartNote = ({ children }: { children: ReactNode }) => (
  <Typography variant="body2" color="textSecondary">
    {children}
  </Typography>
);
