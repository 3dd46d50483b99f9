// Command argocd syncs a folder of a git repository into a cluster as Argo CD's application controller does:
// by its engine, with server-side apply, server-side diff and pruning last, in rounds of a new sync context each.
// It says what happens as one JSON object a line.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"sort"
	"strings"
	"time"

	"github.com/argoproj/argo-cd/gitops-engine/pkg/cache"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/diff"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/health"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/sync"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/sync/common"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/sync/syncwaves"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/utils/tracing"
	"github.com/go-logr/logr"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	manager            = "argocd-controller"
	annotationTracking = "argocd.argoproj.io/tracking-id"
	// Argo CD waits as long after each wave, so that what it watches has caught up.
	waveDelay = 2 * time.Second
)

// application is one Application of Argo CD: where its manifests are, and where they go.
type application struct {
	name, repository, folder, namespace string
	config                              *rest.Config
	kubectl                             *kube.KubectlCmd
	cache                               cache.ClusterCache
}

func say(event string, fields map[string]any) {
	fields["event"] = event
	line, _ := json.Marshal(fields)
	fmt.Println(string(line))
}

func (a *application) git(args ...string) ([]byte, error) {
	command := exec.Command("git", append([]string{"-C", a.repository}, args...)...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, stderr.String())
	}
	return output, nil
}

// targets are the manifests of the commit, each with the id that Argo CD tracks it by.
func (a *application) targets() ([]*unstructured.Unstructured, string, error) {
	revision, err := a.git("rev-parse", "HEAD")
	if err != nil {
		return nil, "", err
	}
	names, err := a.git("ls-tree", "-r", "--name-only", "HEAD", a.folder+"/")
	if err != nil {
		return nil, "", err
	}
	var all []*unstructured.Unstructured
	for _, name := range strings.Fields(string(names)) {
		if !strings.HasSuffix(name, ".yaml") {
			continue
		}
		text, err := a.git("show", "HEAD:"+name)
		if err != nil {
			return nil, "", err
		}
		objects, err := kube.SplitYAML(text)
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, objects...)
	}
	for _, object := range all {
		annotations := object.GetAnnotations()
		if annotations == nil {
			annotations = map[string]string{}
		}
		kind := object.GroupVersionKind().GroupKind()
		annotations[annotationTracking] = fmt.Sprintf("%s:%s/%s:%s/%s", a.name, kind.Group, kind.Kind, object.GetNamespace(), object.GetName())
		object.SetAnnotations(annotations)
	}
	return all, strings.TrimSpace(string(revision)), nil
}

// reconcile pairs each target with the live object, and finds what is live and no longer a target.
func (a *application) reconcile(targets []*unstructured.Unstructured) (sync.ReconciliationResult, error) {
	live, err := a.cache.GetManagedLiveObjs(targets, func(r *cache.Resource) bool {
		application, _ := r.Info.(string)
		return application == a.name
	})
	if err != nil {
		return sync.ReconciliationResult{}, err
	}
	return sync.Reconcile(targets, live, a.namespace, a.cache), nil
}

func name(object *unstructured.Unstructured) string {
	return object.GetKind() + "/" + object.GetName()
}

// unhealthy asks the API server, not the cache, for the targets that `which` chooses.
func (a *application) unhealthy(targets []*unstructured.Unstructured, which func(*unstructured.Unstructured) bool) ([]string, error) {
	found := []string{}
	for _, target := range targets {
		if !which(target) {
			continue
		}
		live, err := a.kubectl.GetResource(context.Background(), a.config, target.GroupVersionKind(), target.GetName(), target.GetNamespace())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name(target), err)
		}
		status, err := health.GetResourceHealth(live, nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name(target), err)
		}
		if status != nil && status.Status != health.HealthStatusHealthy {
			found = append(found, fmt.Sprintf("%s: %s: %s", name(target), status.Status, status.Message))
		}
	}
	return found, nil
}

// outOfSync lists what a server-side diff finds changed, and what is to be pruned.
func (a *application) outOfSync(targets []*unstructured.Unstructured) (changed []string, extra []string, err error) {
	changed, extra = []string{}, []string{}
	pairs, err := a.reconcile(targets)
	if err != nil {
		return nil, nil, err
	}
	applier, cleanup, err := a.kubectl.ManageServerSideDiffDryRuns(a.config)
	if err != nil {
		return nil, nil, err
	}
	defer cleanup()
	for i, target := range pairs.Target {
		live := pairs.Live[i]
		if target == nil {
			extra = append(extra, name(live))
			continue
		}
		if live == nil {
			changed = append(changed, name(target)+": missing")
			continue
		}
		result, err := diff.Diff(target, live.DeepCopy(),
			diff.WithServerSideDiff(true),
			diff.WithServerSideDryRunner(diff.NewK8sServerSideDryRunner(applier)),
			diff.WithManager(manager),
			diff.WithGVKParser(a.cache.GetGVKParser()),
			diff.WithLogr(logr.Discard()),
		)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name(target), err)
		}
		if result.Modified {
			changed = append(changed, name(target))
		}
	}
	sort.Strings(changed)
	sort.Strings(extra)
	return changed, extra, nil
}

// sync runs one sync operation to its end.
func (a *application) sync(targets []*unstructured.Unstructured, revision string, deadline time.Time) error {
	byKey := map[kube.ResourceKey]*unstructured.Unstructured{}
	for _, target := range targets {
		byKey[kube.GetResourceKey(target)] = target
	}
	phase, message := common.OperationRunning, ""
	var results []common.ResourceSyncResult
	started := metav1.Now()
	seen := map[kube.ResourceKey]common.ResultCode{}
	waves := map[int]bool{}
	for !phase.Completed() {
		if time.Now().After(deadline) {
			return fmt.Errorf("not synced in time: %s", message)
		}
		pairs, err := a.reconcile(targets)
		if err != nil {
			return err
		}
		operation, cleanup, err := sync.NewSyncContext(revision, pairs, a.config, a.config, a.kubectl, a.namespace,
			sync.WithLogr(logr.Discard()),
			sync.WithInitialState(phase, message, results, started),
			sync.WithPrune(true),
			sync.WithPruneLast(true),
			sync.WithServerSideApply(true),
			sync.WithServerSideApplyManager(manager),
			sync.WithSyncWaveHook(func(_ common.SyncPhase, _ int, final bool) error {
				if !final {
					time.Sleep(waveDelay)
				}
				return nil
			}),
		)
		if err != nil {
			return err
		}
		operation.Sync()
		phase, message, results = operation.GetState()
		cleanup()
		sort.Slice(results, func(i, j int) bool { return results[i].Order < results[j].Order })
		for _, result := range results {
			if result.Status == "" || seen[result.ResourceKey] == result.Status {
				continue
			}
			seen[result.ResourceKey] = result.Status
			fields := map[string]any{"result": result.Status, "object": result.ResourceKey.Kind + "/" + result.ResourceKey.Name, "message": result.Message}
			if target := byKey[result.ResourceKey]; target != nil {
				wave := syncwaves.Wave(target)
				fields["wave"] = wave
				if !waves[wave] {
					waves[wave] = true
					before, err := a.unhealthy(targets, func(other *unstructured.Unstructured) bool { return syncwaves.Wave(other) < wave })
					if err != nil {
						return err
					}
					say("wave", map[string]any{"wave": wave, "unhealthy": before})
				}
			}
			say("object", fields)
		}
		if !phase.Completed() {
			time.Sleep(500 * time.Millisecond)
		}
	}
	say("synced", map[string]any{"phase": phase, "message": message, "seconds": time.Since(started.Time).Seconds()})
	return nil
}

func run() error {
	kubeconfig := flag.String("kubeconfig", "", "file")
	a := &application{}
	flag.StringVar(&a.name, "name", "sentry", "of the Application")
	flag.StringVar(&a.repository, "repository", "", "a git repository's work tree")
	flag.StringVar(&a.folder, "path", "dist", "folder in the repository")
	flag.StringVar(&a.namespace, "namespace", "", "the Application's destination")
	seconds := flag.Int("seconds", 300, "for the sync, and again until everything is healthy")
	flag.Parse()

	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 200, 400
	a.config = config
	a.kubectl = &kube.KubectlCmd{Log: logr.Discard(), Tracer: tracing.NopTracer{}}
	a.cache = cache.NewClusterCache(config,
		cache.SetLogr(logr.Discard()),
		cache.SetKubectl(a.kubectl),
		cache.SetPopulateResourceInfoHandler(func(object *unstructured.Unstructured, _ bool) (any, bool) {
			application, _, _ := strings.Cut(object.GetAnnotations()[annotationTracking], ":")
			return application, application != ""
		}),
	)
	if err := a.cache.EnsureSynced(); err != nil {
		return err
	}
	targets, revision, err := a.targets()
	if err != nil {
		return err
	}
	changed, extra, err := a.outOfSync(targets)
	if err != nil {
		return err
	}
	say("compared", map[string]any{"revision": revision, "targets": len(targets), "outOfSync": changed, "prune": extra})
	if err := a.sync(targets, revision, time.Now().Add(time.Duration(*seconds)*time.Second)); err != nil {
		return err
	}

	// What of the last wave is not healthy yet becomes so after the sync has ended.
	for deadline := time.Now().Add(time.Duration(*seconds) * time.Second); ; time.Sleep(500 * time.Millisecond) {
		unhealthy, err := a.unhealthy(targets, func(*unstructured.Unstructured) bool { return true })
		if err != nil {
			return err
		}
		changed, extra, err := a.outOfSync(targets)
		if err != nil {
			return err
		}
		if len(unhealthy)+len(changed)+len(extra) == 0 || time.Now().After(deadline) {
			say("status", map[string]any{"unhealthy": unhealthy, "outOfSync": changed, "prune": extra})
			return nil
		}
	}
}

func main() {
	if err := run(); err != nil {
		say("error", map[string]any{"message": err.Error()})
		os.Exit(1)
	}
}
