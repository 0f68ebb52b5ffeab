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
import { around } from '@/features/etl/lineage/shown';
import styles from '@/features/etl/parts/LineageGraph.module.css';
import { useDark } from '@/lib/theme/mode';

type FlowNode = Node<{ node: LineageNode; chosen: boolean }, 'table'>;
const TYPES = { table: TableNode };

interface Props {
  lineage: Lineage;
  chosen: string | undefined;
  onChoose: (node: string | undefined) => void;
}

/**
 * The graph for the eye; the list beside it says the same to keyboard and screen reader. The whole is an overview;
 * a chosen node stands alone with what it touches, large enough to be read.
 */
export default function LineageGraph({ lineage, chosen, onChoose }: Props) {
  const { t } = useTranslation('etl');
  const dark = useDark();
  const drawn = useMemo(() => around(lineage, chosen), [lineage, chosen]);
  const nodes = useMemo(() => {
    const places = placed(drawn);
    return drawn.nodes.map(
      (node): FlowNode => ({
        id: node.id,
        type: 'table',
        position: places.get(node.id) ?? { x: 0, y: 0 },
        data: { node, chosen: node.id === chosen },
        width: NODE_WIDTH,
        height: NODE_HEIGHT,
      }),
    );
  }, [drawn, chosen]);
  const edges = drawn.edges.map(
    ({ source, target }): Edge => ({
      id: `${source}→${target}`,
      source,
      target,
      style: { stroke: chosen ? 'var(--ant-color-link)' : 'var(--ant-color-border)' },
    }),
  );
  return (
    <section className={styles.graph} aria-label={t('lineage.graph')}>
      <ReactFlow
        // Another graph is another view: it fits anew.
        key={`${chosen ?? ''} ${nodes.length}`}
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
        fitViewOptions={{ padding: 0.04, maxZoom: 1.1 }}
        minZoom={0.1}
        proOptions={{ hideAttribution: false }}
        ariaLabelConfig={{ 'controls.fitView.ariaLabel': t('lineage.fit') }}
      >
        <Background color="var(--ant-color-border-secondary)" />
        <Controls showInteractive={false} />
      </ReactFlow>
    </section>
  );
}

function TableNode({ data }: NodeProps<FlowNode>) {
  const { t } = useTranslation('etl');
  const { node, chosen } = data;
  const step = node.kind === 'step';
  const name = node.id.replace(/^step\./, '');
  const look = [styles.node, styles[node.kind], chosen && styles.chosen].filter(Boolean).join(' ');
  return (
    <div className={look} title={node.id}>
      <Handle type="target" position={Position.Left} className={styles.handle} />
      {step ? `${node.label.split(' ')[0]} ${t(`step.${name}`, { defaultValue: name })}` : node.label}
      <Handle type="source" position={Position.Right} className={styles.handle} />
    </div>
  );
}
