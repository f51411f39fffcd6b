import { passiveRule } from "../../model/kubernetes/passive.ts";

/** Endpoints written by hand. */
const v1Endpoints = passiveRule("v1-endpoints", "v1/Endpoints", { apiVersion: "v1", namespaced: true });

export default v1Endpoints;
