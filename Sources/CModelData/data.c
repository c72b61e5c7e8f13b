// The files of Models/ that the binary carries, so that it runs anywhere. A test compares this list with the folder.
#include "CModelData.h"

static const unsigned char atlas[] = {
#embed "../../Models/sciatic/atlas.yaml"
};
static const unsigned char nerves[] = {
#embed "../../Models/sciatic/nerves.yaml"
};
static const unsigned char roots[] = {
#embed "../../Models/sciatic/roots.yaml"
};
static const unsigned char muscles[] = {
#embed "../../Models/sciatic/muscles.yaml"
};
static const unsigned char skin[] = {
#embed "../../Models/sciatic/skin.yaml"
};
static const unsigned char reflexes[] = {
#embed "../../Models/sciatic/reflexes.yaml"
};
static const unsigned char conduction[] = {
#embed "../../Models/sciatic/conduction.yaml"
};
static const unsigned char variants[] = {
#embed "../../Models/sciatic/variants.yaml"
};
static const unsigned char mechanics[] = {
#embed "../../Models/sciatic/mechanics.yaml"
};
static const unsigned char postures[] = {
#embed "../../Models/sciatic/postures.yaml"
};
static const unsigned char sites[] = {
#embed "../../Models/sciatic/sites.yaml"
};
static const unsigned char history[] = {
#embed "../../Models/sciatic/history.yaml"
};
static const unsigned char settings[] = {
#embed "../../Models/sciatic/settings.yaml"
};
static const unsigned char kinds[] = {
#embed "../../Models/sciatic/kinds.yaml"
};
static const unsigned char findings[] = {
#embed "../../Models/sciatic/findings.yaml"
};
static const unsigned char safety[] = {
#embed "../../Models/sciatic/safety.yaml"
};
static const unsigned char sources[] = {
#embed "../../Models/sciatic/sources.yaml"
};
static const unsigned char needling[] = {
#embed "../../Models/sciatic/needling.yaml"
};
static const unsigned char rehabilitation[] = {
#embed "../../Models/sciatic/rehabilitation.yaml"
};
static const unsigned char outcomes[] = {
#embed "../../Models/sciatic/outcomes.yaml"
};
static const unsigned char evidence[] = {
#embed "../../Models/sciatic/evidence.yaml"
};
static const unsigned char view_posterior[] = {
#embed "../../Models/sciatic/view-posterior.yaml"
};
static const unsigned char view_anterior[] = {
#embed "../../Models/sciatic/view-anterior.yaml"
};
static const unsigned char view_lateral[] = {
#embed "../../Models/sciatic/view-lateral.yaml"
};
static const unsigned char view_medial[] = {
#embed "../../Models/sciatic/view-medial.yaml"
};
static const unsigned char view_sole[] = {
#embed "../../Models/sciatic/view-sole.yaml"
};
static const unsigned char view_dorsum[] = {
#embed "../../Models/sciatic/view-dorsum.yaml"
};
static const unsigned char font_regular[] = {
#embed "../../Models/fonts/sans-regular.woff2"
};
static const unsigned char font_bold[] = {
#embed "../../Models/fonts/sans-bold.woff2"
};
static const unsigned char joe_kuo[] = {
#embed "../../Models/designs/joe-kuo.txt"
};
static const unsigned char cluster_shard[] = {
#embed "../../Models/cluster/shard.sh"
};
static const unsigned char cluster_merge[] = {
#embed "../../Models/cluster/merge.sh"
};

#define FILE_OF(name) {"sciatic/" #name ".yaml", name, sizeof name}
#define VIEW_OF(name) {"sciatic/view-" #name ".yaml", view_##name, sizeof view_##name}

static const cmodel_file files[] = {
    FILE_OF(atlas), FILE_OF(nerves), FILE_OF(roots), FILE_OF(muscles),
    FILE_OF(skin), FILE_OF(reflexes), FILE_OF(conduction), FILE_OF(variants),
    FILE_OF(mechanics), FILE_OF(postures), FILE_OF(sites), FILE_OF(history),
    FILE_OF(settings), FILE_OF(kinds), FILE_OF(findings), FILE_OF(safety),
    FILE_OF(sources),   FILE_OF(needling), FILE_OF(rehabilitation), FILE_OF(outcomes),
    FILE_OF(evidence),  VIEW_OF(posterior), VIEW_OF(anterior), VIEW_OF(lateral),
    VIEW_OF(medial),    VIEW_OF(sole), VIEW_OF(dorsum),
    {"fonts/sans-regular.woff2", font_regular, sizeof font_regular},
    {"fonts/sans-bold.woff2", font_bold, sizeof font_bold},
    {"designs/joe-kuo.txt", joe_kuo, sizeof joe_kuo},
    {"cluster/shard.sh", cluster_shard, sizeof cluster_shard},
    {"cluster/merge.sh", cluster_merge, sizeof cluster_merge},
};

size_t cmodel_count(void) { return sizeof files / sizeof files[0]; }

const cmodel_file *cmodel_at(size_t index) {
  return index < cmodel_count() ? &files[index] : 0;
}
