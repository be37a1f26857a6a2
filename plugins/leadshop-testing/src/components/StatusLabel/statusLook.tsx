import { ComponentType } from 'react';
import { Theme } from '@material-ui/core/styles';
import { SvgIconProps } from '@material-ui/core/SvgIcon';
import ArrowDropDownCircleIcon from '@material-ui/icons/ArrowDropDownCircle';
import BlockIcon from '@material-ui/icons/Block';
import CancelIcon from '@material-ui/icons/Cancel';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import ErrorIcon from '@material-ui/icons/Error';
import FiberNewIcon from '@material-ui/icons/FiberNew';
import HelpIcon from '@material-ui/icons/Help';
import InfoIcon from '@material-ui/icons/Info';
import NewReleasesIcon from '@material-ui/icons/NewReleases';
import PlayCircleFilledIcon from '@material-ui/icons/PlayCircleFilled';
import RemoveCircleIcon from '@material-ui/icons/RemoveCircle';
import ScheduleIcon from '@material-ui/icons/Schedule';
import WarningIcon from '@material-ui/icons/Warning';
import type {
  AlertSeverity,
  ComponentStatus,
  LeadStatus,
  PipelineHealth,
  StepResult,
  StepStatus,
  TestStatus,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { wasStopped } from '../../words';

/** Every status that wears a colour and an icon. */
export type AnyStatus =
  | TestStatus
  | StepStatus
  | PipelineHealth
  | ComponentStatus
  | LeadStatus
  | AlertSeverity;

/** The status whose look a step wears: one cut off looks cancelled. */
export function lookOfStep(step: StepResult): AnyStatus {
  return wasStopped(step) ? 'cancelled' : step.status;
}

/** The theme's colour of a status. It is never the only sign of it. */
export function statusColor(theme: Theme, status: AnyStatus): string {
  switch (status) {
    case 'success':
    case 'healthy':
    case 'completed':
      return theme.palette.status.ok;
    case 'running':
    case 'processing':
    case 'normal':
      return theme.palette.status.running;
    case 'failed':
    case 'error':
    case 'down':
    case 'critical':
      return theme.palette.status.error;
    case 'warning':
    case 'degraded':
    case 'high':
      return theme.palette.status.warning;
    default:
      return theme.palette.status.aborted;
  }
}

/** The shape that tells the statuses apart without colour. */
export const STATUS_ICON: Record<AnyStatus, ComponentType<SvgIconProps>> = {
  pending: ScheduleIcon,
  running: PlayCircleFilledIcon,
  success: CheckCircleIcon,
  failed: CancelIcon,
  cancelled: BlockIcon,
  skipped: RemoveCircleIcon,
  healthy: CheckCircleIcon,
  degraded: ErrorIcon,
  down: CancelIcon,
  warning: ErrorIcon,
  error: CancelIcon,
  unknown: HelpIcon,
  new: FiberNewIcon,
  processing: PlayCircleFilledIcon,
  completed: CheckCircleIcon,
  critical: NewReleasesIcon,
  high: WarningIcon,
  normal: InfoIcon,
  low: ArrowDropDownCircleIcon,
};
