export { ArtifactList } from './ArtifactList';
export { StepArtifacts } from './StepArtifacts';
