import '@xyflow/react/dist/style.css';
import {
  Background,
  Controls,
  type Edge,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lineage, LineageNode } from '@/features/etl/api/lineage';
import { NODE_HEIGHT, NODE_WIDTH, placed } from '@/features/etl/lineage/layout';
import { related } from '@/features/etl/lineage/shown';
import styles from '@/features/etl/parts/LineageGraph.module.css';
import { useDark } from '@/lib/theme/mode';

type FlowNode = Node<{ node: LineageNode; dim: boolean; chosen: boolean }, 'table'>;
const TYPES = { table: TableNode };

interface Props {
  lineage: Lineage;
  chosen: string | undefined;
  onChoose: (node: string | undefined) => void;
}

/** The graph for the eye; the list beside it says the same to keyboard and screen reader. */
export default function LineageGraph({ lineage, chosen, onChoose }: Props) {
  const { t } = useTranslation('etl');
  const dark = useDark();
  const places = useMemo(() => placed(lineage), [lineage]);
  const near = useMemo(() => (chosen ? related(lineage, chosen) : undefined), [lineage, chosen]);
  const nodes = lineage.nodes.map(
    (node): FlowNode => ({
      id: node.id,
      type: 'table',
      position: places.get(node.id) ?? { x: 0, y: 0 },
      data: { node, dim: near ? !near.has(node.id) : false, chosen: node.id === chosen },
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
    }),
  );
  const edges = lineage.edges.map(({ source, target }): Edge => {
    const lit = near?.has(source) && near.has(target);
    return {
      id: `${source}→${target}`,
      source,
      target,
      style: {
        stroke: lit ? 'var(--ant-color-link)' : 'var(--ant-color-border)',
        opacity: near && !lit ? 0.25 : 1,
      },
    };
  });
  return (
    <div className={styles.graph} aria-hidden>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={TYPES}
        colorMode={dark ? 'dark' : 'light'}
        onNodeClick={(_, node) => onChoose(node.id === chosen ? undefined : node.id)}
        onPaneClick={() => onChoose(undefined)}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        fitView
        fitViewOptions={{ padding: 0.04 }}
        minZoom={0.1}
        proOptions={{ hideAttribution: false }}
        ariaLabelConfig={{ 'controls.fitView.ariaLabel': t('lineage.fit') }}
      >
        <Background color="var(--ant-color-border-secondary)" />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function TableNode({ data }: NodeProps<FlowNode>) {
  const { t } = useTranslation('etl');
  const { node, dim, chosen } = data;
  const step = node.kind === 'step';
  const name = node.id.replace(/^step\./, '');
  const look = [styles.node, styles[node.kind], chosen && styles.chosen, dim && styles.dim]
    .filter(Boolean)
    .join(' ');
  return (
    <div className={look} title={node.id}>
      <Handle type="target" position={Position.Left} className={styles.handle} />
      {step ? `${node.label.split(' ')[0]} ${t(`step.${name}`, { defaultValue: name })}` : node.label}
      <Handle type="source" position={Position.Right} className={styles.handle} />
    </div>
  );
}
