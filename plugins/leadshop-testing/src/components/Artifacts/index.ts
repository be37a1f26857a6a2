export { ArtifactList } from './ArtifactList';
export { ArtifactPreview, ScrollingText } from './ArtifactPreview';
export { DownloadButton } from './DownloadButton';
export { kindOf } from './kinds';
export { StepArtifacts } from './StepArtifacts';
export { useArtifact } from './useArtifact';
export { useArtifactText } from './useArtifactText';
