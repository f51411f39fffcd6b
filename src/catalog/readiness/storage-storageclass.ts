import { passiveRule } from "../../model/kubernetes/passive.ts";

/** A StorageClass. */
const storageStorageclass = passiveRule("storage-storageclass", "storage.k8s.io/StorageClass", {
  apiVersion: "storage.k8s.io/v1",
  namespaced: false,
});

export default storageStorageclass;
