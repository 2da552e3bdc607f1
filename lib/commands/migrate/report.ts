// What does a person read of a migration, and what a program?
import { unifiedDiff } from '../../migrate/edits.ts'
import type { Migration } from './read.ts'

export const reportText = (migration: Migration): readonly string[] => {
  const { source, text, changed, plan, configurations } = migration
  return [
    ...configurations.flatMap(({ file, yaml }) => [`== ${file}`, ...yaml.trimEnd().split('\n'), '']),
    `== What changes in ${source}`,
    ...unifiedDiff(text, changed, source),
    '',
    '== What is not the same',
    ...sentences(plan.differences),
    '',
    '== Steps',
    ...steps(migration).map((step, index) => `${index + 1}. ${step}`),
  ]
}

export const reportJson = (migration: Migration): readonly string[] => {
  const { source, text, changed, plan, configurations } = migration
  const differences = plan.differences.map(({ id, process, text: what }) => ({ id, process, text: what }))
  return [
    JSON.stringify({
      source,
      configurations: configurations.map(({ file, yaml, group }) => ({
        file,
        yaml,
        processes: group.processes.map(({ process }) => process.name),
      })),
      diff: `${unifiedDiff(text, changed, source).join('\n')}\n`,
      differences,
      left: plan.left,
      steps: steps(migration),
    }),
  ]
}

// What is the same for several services of a process is said once.
const sentences = (differences: Migration['plan']['differences']): readonly string[] => [
  ...new Set(differences.map(({ process, text }) => `- ${process}: ${text}`)),
]

const steps = ({ source, configurations }: Migration): readonly string[] => [
  `exabgp-haproxy migrate --verify ${source}`,
  `exabgp-haproxy migrate --output /root/migrated ${source}, and read what is in there`,
  ...configurations.map(
    ({ file }) =>
      `install --mode 640 --group exabgp /root/migrated/${file.slice(file.lastIndexOf('/') + 1)} ${file}, and runuser -u exabgp -- exabgp-haproxy check --probe --config ${file} (exabgp: the user of ExaBGP)`,
  ),
  'look that the VIPs are addresses of this machine without exabgp healthcheck, which takes its own away when it ends: ip address show dev lo',
  `cp -a ${source} ${source}.before, then cp /root/migrated/${source.slice(source.lastIndexOf('/') + 1)} ${source}`,
  'systemctl restart exabgp on one node, while another one serves, then exabgp-haproxy status --wait',
  `back: cp -a ${source}.before ${source}, and systemctl restart exabgp`,
]
