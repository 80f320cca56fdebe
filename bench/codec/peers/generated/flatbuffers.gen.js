import * as flatbuffers from "flatbuffers";

var Health = class {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  current() {
    return this.bb.readUint16(this.bb_pos);
  }
  max() {
    return this.bb.readUint16(this.bb_pos + 2);
  }
  static sizeOf() {
    return 4;
  }
  static createHealth(builder, current, max) {
    builder.prep(2, 4);
    builder.writeInt16(max);
    builder.writeInt16(current);
    return builder.offset();
  }
};

var Inventory = class {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  s0() {
    return this.bb.readUint16(this.bb_pos);
  }
  s1() {
    return this.bb.readUint16(this.bb_pos + 2);
  }
  s2() {
    return this.bb.readUint16(this.bb_pos + 4);
  }
  s3() {
    return this.bb.readUint16(this.bb_pos + 6);
  }
  s4() {
    return this.bb.readUint16(this.bb_pos + 8);
  }
  s5() {
    return this.bb.readUint16(this.bb_pos + 10);
  }
  s6() {
    return this.bb.readUint16(this.bb_pos + 12);
  }
  s7() {
    return this.bb.readUint16(this.bb_pos + 14);
  }
  s8() {
    return this.bb.readUint16(this.bb_pos + 16);
  }
  s9() {
    return this.bb.readUint16(this.bb_pos + 18);
  }
  s10() {
    return this.bb.readUint16(this.bb_pos + 20);
  }
  s11() {
    return this.bb.readUint16(this.bb_pos + 22);
  }
  s12() {
    return this.bb.readUint16(this.bb_pos + 24);
  }
  s13() {
    return this.bb.readUint16(this.bb_pos + 26);
  }
  s14() {
    return this.bb.readUint16(this.bb_pos + 28);
  }
  s15() {
    return this.bb.readUint16(this.bb_pos + 30);
  }
  static sizeOf() {
    return 32;
  }
  static createInventory(builder, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15) {
    builder.prep(2, 32);
    builder.writeInt16(s15);
    builder.writeInt16(s14);
    builder.writeInt16(s13);
    builder.writeInt16(s12);
    builder.writeInt16(s11);
    builder.writeInt16(s10);
    builder.writeInt16(s9);
    builder.writeInt16(s8);
    builder.writeInt16(s7);
    builder.writeInt16(s6);
    builder.writeInt16(s5);
    builder.writeInt16(s4);
    builder.writeInt16(s3);
    builder.writeInt16(s2);
    builder.writeInt16(s1);
    builder.writeInt16(s0);
    return builder.offset();
  }
};

var Owner = class {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  id() {
    return this.bb.readUint32(this.bb_pos);
  }
  static sizeOf() {
    return 4;
  }
  static createOwner(builder, id) {
    builder.prep(4, 4);
    builder.writeInt32(id);
    return builder.offset();
  }
};

var Position = class {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  x() {
    return this.bb.readFloat32(this.bb_pos);
  }
  y() {
    return this.bb.readFloat32(this.bb_pos + 4);
  }
  z() {
    return this.bb.readFloat32(this.bb_pos + 8);
  }
  static sizeOf() {
    return 12;
  }
  static createPosition(builder, x, y, z) {
    builder.prep(4, 12);
    builder.writeFloat32(z);
    builder.writeFloat32(y);
    builder.writeFloat32(x);
    return builder.offset();
  }
};

var Quat = class {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  x() {
    return this.bb.readFloat32(this.bb_pos);
  }
  y() {
    return this.bb.readFloat32(this.bb_pos + 4);
  }
  z() {
    return this.bb.readFloat32(this.bb_pos + 8);
  }
  w() {
    return this.bb.readFloat32(this.bb_pos + 12);
  }
  static sizeOf() {
    return 16;
  }
  static createQuat(builder, x, y, z, w) {
    builder.prep(4, 16);
    builder.writeFloat32(w);
    builder.writeFloat32(z);
    builder.writeFloat32(y);
    builder.writeFloat32(x);
    return builder.offset();
  }
};

var Rotation = class {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  q(obj) {
    return (obj || new Quat()).__init(this.bb_pos, this.bb);
  }
  static sizeOf() {
    return 16;
  }
  static createRotation(builder, q_x, q_y, q_z, q_w) {
    builder.prep(4, 16);
    builder.prep(4, 16);
    builder.writeFloat32(q_w);
    builder.writeFloat32(q_z);
    builder.writeFloat32(q_y);
    builder.writeFloat32(q_x);
    return builder.offset();
  }
};

var Timer = class {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  at() {
    return this.bb.readFloat64(this.bb_pos);
  }
  static sizeOf() {
    return 8;
  }
  static createTimer(builder, at) {
    builder.prep(8, 8);
    builder.writeFloat64(at);
    return builder.offset();
  }
};

var Velocity = class {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  x() {
    return this.bb.readFloat32(this.bb_pos);
  }
  y() {
    return this.bb.readFloat32(this.bb_pos + 4);
  }
  z() {
    return this.bb.readFloat32(this.bb_pos + 8);
  }
  static sizeOf() {
    return 12;
  }
  static createVelocity(builder, x, y, z) {
    builder.prep(4, 12);
    builder.writeFloat32(z);
    builder.writeFloat32(y);
    builder.writeFloat32(x);
    return builder.offset();
  }
};

var EntityTable = class _EntityTable {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  static getRootAsEntityTable(bb, obj) {
    return (obj || new _EntityTable()).__init(bb.readInt32(bb.position()) + bb.position(), bb);
  }
  static getSizePrefixedRootAsEntityTable(bb, obj) {
    bb.setPosition(bb.position() + flatbuffers.SIZE_PREFIX_LENGTH);
    return (obj || new _EntityTable()).__init(bb.readInt32(bb.position()) + bb.position(), bb);
  }
  entity() {
    const offset = this.bb.__offset(this.bb_pos, 4);
    return offset ? this.bb.readUint32(this.bb_pos + offset) : 0;
  }
  generation() {
    const offset = this.bb.__offset(this.bb_pos, 6);
    return offset ? this.bb.readUint32(this.bb_pos + offset) : 0;
  }
  source() {
    const offset = this.bb.__offset(this.bb_pos, 8);
    return offset ? this.bb.readUint8(this.bb_pos + offset) : 0;
  }
  target() {
    const offset = this.bb.__offset(this.bb_pos, 10);
    return offset ? this.bb.readUint8(this.bb_pos + offset) : 0;
  }
  flags() {
    const offset = this.bb.__offset(this.bb_pos, 12);
    return offset ? this.bb.readUint8(this.bb_pos + offset) : 0;
  }
  mask() {
    const offset = this.bb.__offset(this.bb_pos, 14);
    return offset ? this.bb.readUint32(this.bb_pos + offset) : 0;
  }
  position(obj) {
    const offset = this.bb.__offset(this.bb_pos, 16);
    return offset ? (obj || new Position()).__init(this.bb_pos + offset, this.bb) : null;
  }
  velocity(obj) {
    const offset = this.bb.__offset(this.bb_pos, 18);
    return offset ? (obj || new Velocity()).__init(this.bb_pos + offset, this.bb) : null;
  }
  rotation(obj) {
    const offset = this.bb.__offset(this.bb_pos, 20);
    return offset ? (obj || new Rotation()).__init(this.bb_pos + offset, this.bb) : null;
  }
  health(obj) {
    const offset = this.bb.__offset(this.bb_pos, 22);
    return offset ? (obj || new Health()).__init(this.bb_pos + offset, this.bb) : null;
  }
  owner(obj) {
    const offset = this.bb.__offset(this.bb_pos, 24);
    return offset ? (obj || new Owner()).__init(this.bb_pos + offset, this.bb) : null;
  }
  inventory(obj) {
    const offset = this.bb.__offset(this.bb_pos, 26);
    return offset ? (obj || new Inventory()).__init(this.bb_pos + offset, this.bb) : null;
  }
  timer(obj) {
    const offset = this.bb.__offset(this.bb_pos, 28);
    return offset ? (obj || new Timer()).__init(this.bb_pos + offset, this.bb) : null;
  }
  static startEntityTable(builder) {
    builder.startObject(13);
  }
  static addEntity(builder, entity) {
    builder.addFieldInt32(0, entity, 0);
  }
  static addGeneration(builder, generation) {
    builder.addFieldInt32(1, generation, 0);
  }
  static addSource(builder, source) {
    builder.addFieldInt8(2, source, 0);
  }
  static addTarget(builder, target) {
    builder.addFieldInt8(3, target, 0);
  }
  static addFlags(builder, flags) {
    builder.addFieldInt8(4, flags, 0);
  }
  static addMask(builder, mask) {
    builder.addFieldInt32(5, mask, 0);
  }
  static addPosition(builder, positionOffset) {
    builder.addFieldStruct(6, positionOffset, 0);
  }
  static addVelocity(builder, velocityOffset) {
    builder.addFieldStruct(7, velocityOffset, 0);
  }
  static addRotation(builder, rotationOffset) {
    builder.addFieldStruct(8, rotationOffset, 0);
  }
  static addHealth(builder, healthOffset) {
    builder.addFieldStruct(9, healthOffset, 0);
  }
  static addOwner(builder, ownerOffset) {
    builder.addFieldStruct(10, ownerOffset, 0);
  }
  static addInventory(builder, inventoryOffset) {
    builder.addFieldStruct(11, inventoryOffset, 0);
  }
  static addTimer(builder, timerOffset) {
    builder.addFieldStruct(12, timerOffset, 0);
  }
  static endEntityTable(builder) {
    const offset = builder.endObject();
    return offset;
  }
};

import * as flatbuffers2 from "flatbuffers";
var EntityTables = class _EntityTables {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  static getRootAsEntityTables(bb, obj) {
    return (obj || new _EntityTables()).__init(bb.readInt32(bb.position()) + bb.position(), bb);
  }
  static getSizePrefixedRootAsEntityTables(bb, obj) {
    bb.setPosition(bb.position() + flatbuffers2.SIZE_PREFIX_LENGTH);
    return (obj || new _EntityTables()).__init(bb.readInt32(bb.position()) + bb.position(), bb);
  }
  entities(index, obj) {
    const offset = this.bb.__offset(this.bb_pos, 4);
    return offset ? (obj || new EntityTable()).__init(this.bb.__indirect(this.bb.__vector(this.bb_pos + offset) + index * 4), this.bb) : null;
  }
  entitiesLength() {
    const offset = this.bb.__offset(this.bb_pos, 4);
    return offset ? this.bb.__vector_len(this.bb_pos + offset) : 0;
  }
  static startEntityTables(builder) {
    builder.startObject(1);
  }
  static addEntities(builder, entitiesOffset) {
    builder.addFieldOffset(0, entitiesOffset, 0);
  }
  static createEntitiesVector(builder, data) {
    builder.startVector(4, data.length, 4);
    for (let i = data.length - 1; i >= 0; i--) {
      builder.addOffset(data[i]);
    }
    return builder.endVector();
  }
  static startEntitiesVector(builder, numElems) {
    builder.startVector(4, numElems, 4);
  }
  static endEntityTables(builder) {
    const offset = builder.endObject();
    return offset;
  }
  static createEntityTables(builder, entitiesOffset) {
    _EntityTables.startEntityTables(builder);
    _EntityTables.addEntities(builder, entitiesOffset);
    return _EntityTables.endEntityTables(builder);
  }
};

var FullStruct = class {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  entity() {
    return this.bb.readUint32(this.bb_pos);
  }
  generation() {
    return this.bb.readUint32(this.bb_pos + 4);
  }
  source() {
    return this.bb.readUint8(this.bb_pos + 8);
  }
  target() {
    return this.bb.readUint8(this.bb_pos + 9);
  }
  flags() {
    return this.bb.readUint8(this.bb_pos + 10);
  }
  reserved() {
    return this.bb.readUint8(this.bb_pos + 11);
  }
  mask() {
    return this.bb.readUint32(this.bb_pos + 12);
  }
  position(obj) {
    return (obj || new Position()).__init(this.bb_pos + 16, this.bb);
  }
  velocity(obj) {
    return (obj || new Velocity()).__init(this.bb_pos + 28, this.bb);
  }
  rotation(obj) {
    return (obj || new Rotation()).__init(this.bb_pos + 40, this.bb);
  }
  health(obj) {
    return (obj || new Health()).__init(this.bb_pos + 56, this.bb);
  }
  owner(obj) {
    return (obj || new Owner()).__init(this.bb_pos + 60, this.bb);
  }
  inventory(obj) {
    return (obj || new Inventory()).__init(this.bb_pos + 64, this.bb);
  }
  timer(obj) {
    return (obj || new Timer()).__init(this.bb_pos + 96, this.bb);
  }
  static sizeOf() {
    return 104;
  }
  static createFullStruct(builder, entity, generation, source, target, flags, reserved, mask, position_x, position_y, position_z, velocity_x, velocity_y, velocity_z, rotation_q_x, rotation_q_y, rotation_q_z, rotation_q_w, health_current, health_max, owner_id, inventory_s0, inventory_s1, inventory_s2, inventory_s3, inventory_s4, inventory_s5, inventory_s6, inventory_s7, inventory_s8, inventory_s9, inventory_s10, inventory_s11, inventory_s12, inventory_s13, inventory_s14, inventory_s15, timer_at) {
    builder.prep(8, 104);
    builder.prep(8, 8);
    builder.writeFloat64(timer_at);
    builder.prep(2, 32);
    builder.writeInt16(inventory_s15);
    builder.writeInt16(inventory_s14);
    builder.writeInt16(inventory_s13);
    builder.writeInt16(inventory_s12);
    builder.writeInt16(inventory_s11);
    builder.writeInt16(inventory_s10);
    builder.writeInt16(inventory_s9);
    builder.writeInt16(inventory_s8);
    builder.writeInt16(inventory_s7);
    builder.writeInt16(inventory_s6);
    builder.writeInt16(inventory_s5);
    builder.writeInt16(inventory_s4);
    builder.writeInt16(inventory_s3);
    builder.writeInt16(inventory_s2);
    builder.writeInt16(inventory_s1);
    builder.writeInt16(inventory_s0);
    builder.prep(4, 4);
    builder.writeInt32(owner_id);
    builder.prep(2, 4);
    builder.writeInt16(health_max);
    builder.writeInt16(health_current);
    builder.prep(4, 16);
    builder.prep(4, 16);
    builder.writeFloat32(rotation_q_w);
    builder.writeFloat32(rotation_q_z);
    builder.writeFloat32(rotation_q_y);
    builder.writeFloat32(rotation_q_x);
    builder.prep(4, 12);
    builder.writeFloat32(velocity_z);
    builder.writeFloat32(velocity_y);
    builder.writeFloat32(velocity_x);
    builder.prep(4, 12);
    builder.writeFloat32(position_z);
    builder.writeFloat32(position_y);
    builder.writeFloat32(position_x);
    builder.writeInt32(mask);
    builder.writeInt8(reserved);
    builder.writeInt8(flags);
    builder.writeInt8(target);
    builder.writeInt8(source);
    builder.writeInt32(generation);
    builder.writeInt32(entity);
    return builder.offset();
  }
};

import * as flatbuffers3 from "flatbuffers";
var FullStructs = class _FullStructs {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  static getRootAsFullStructs(bb, obj) {
    return (obj || new _FullStructs()).__init(bb.readInt32(bb.position()) + bb.position(), bb);
  }
  static getSizePrefixedRootAsFullStructs(bb, obj) {
    bb.setPosition(bb.position() + flatbuffers3.SIZE_PREFIX_LENGTH);
    return (obj || new _FullStructs()).__init(bb.readInt32(bb.position()) + bb.position(), bb);
  }
  entities(index, obj) {
    const offset = this.bb.__offset(this.bb_pos, 4);
    return offset ? (obj || new FullStruct()).__init(this.bb.__vector(this.bb_pos + offset) + index * 104, this.bb) : null;
  }
  entitiesLength() {
    const offset = this.bb.__offset(this.bb_pos, 4);
    return offset ? this.bb.__vector_len(this.bb_pos + offset) : 0;
  }
  static startFullStructs(builder) {
    builder.startObject(1);
  }
  static addEntities(builder, entitiesOffset) {
    builder.addFieldOffset(0, entitiesOffset, 0);
  }
  static startEntitiesVector(builder, numElems) {
    builder.startVector(104, numElems, 8);
  }
  static endFullStructs(builder) {
    const offset = builder.endObject();
    return offset;
  }
  static createFullStructs(builder, entitiesOffset) {
    _FullStructs.startFullStructs(builder);
    _FullStructs.addEntities(builder, entitiesOffset);
    return _FullStructs.endFullStructs(builder);
  }
};

var PartialStruct = class {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  entity() {
    return this.bb.readUint32(this.bb_pos);
  }
  generation() {
    return this.bb.readUint32(this.bb_pos + 4);
  }
  source() {
    return this.bb.readUint8(this.bb_pos + 8);
  }
  target() {
    return this.bb.readUint8(this.bb_pos + 9);
  }
  flags() {
    return this.bb.readUint8(this.bb_pos + 10);
  }
  reserved() {
    return this.bb.readUint8(this.bb_pos + 11);
  }
  mask() {
    return this.bb.readUint32(this.bb_pos + 12);
  }
  position(obj) {
    return (obj || new Position()).__init(this.bb_pos + 16, this.bb);
  }
  health(obj) {
    return (obj || new Health()).__init(this.bb_pos + 28, this.bb);
  }
  timer(obj) {
    return (obj || new Timer()).__init(this.bb_pos + 32, this.bb);
  }
  static sizeOf() {
    return 40;
  }
  static createPartialStruct(builder, entity, generation, source, target, flags, reserved, mask, position_x, position_y, position_z, health_current, health_max, timer_at) {
    builder.prep(8, 40);
    builder.prep(8, 8);
    builder.writeFloat64(timer_at);
    builder.prep(2, 4);
    builder.writeInt16(health_max);
    builder.writeInt16(health_current);
    builder.prep(4, 12);
    builder.writeFloat32(position_z);
    builder.writeFloat32(position_y);
    builder.writeFloat32(position_x);
    builder.writeInt32(mask);
    builder.writeInt8(reserved);
    builder.writeInt8(flags);
    builder.writeInt8(target);
    builder.writeInt8(source);
    builder.writeInt32(generation);
    builder.writeInt32(entity);
    return builder.offset();
  }
};

import * as flatbuffers4 from "flatbuffers";
var PartialStructs = class _PartialStructs {
  bb = null;
  bb_pos = 0;
  __init(i, bb) {
    this.bb_pos = i;
    this.bb = bb;
    return this;
  }
  static getRootAsPartialStructs(bb, obj) {
    return (obj || new _PartialStructs()).__init(bb.readInt32(bb.position()) + bb.position(), bb);
  }
  static getSizePrefixedRootAsPartialStructs(bb, obj) {
    bb.setPosition(bb.position() + flatbuffers4.SIZE_PREFIX_LENGTH);
    return (obj || new _PartialStructs()).__init(bb.readInt32(bb.position()) + bb.position(), bb);
  }
  entities(index, obj) {
    const offset = this.bb.__offset(this.bb_pos, 4);
    return offset ? (obj || new PartialStruct()).__init(this.bb.__vector(this.bb_pos + offset) + index * 40, this.bb) : null;
  }
  entitiesLength() {
    const offset = this.bb.__offset(this.bb_pos, 4);
    return offset ? this.bb.__vector_len(this.bb_pos + offset) : 0;
  }
  static startPartialStructs(builder) {
    builder.startObject(1);
  }
  static addEntities(builder, entitiesOffset) {
    builder.addFieldOffset(0, entitiesOffset, 0);
  }
  static startEntitiesVector(builder, numElems) {
    builder.startVector(40, numElems, 8);
  }
  static endPartialStructs(builder) {
    const offset = builder.endObject();
    return offset;
  }
  static createPartialStructs(builder, entitiesOffset) {
    _PartialStructs.startPartialStructs(builder);
    _PartialStructs.addEntities(builder, entitiesOffset);
    return _PartialStructs.endPartialStructs(builder);
  }
};
export {
  EntityTable,
  EntityTables,
  FullStruct,
  FullStructs,
  Health,
  Inventory,
  Owner,
  PartialStruct,
  PartialStructs,
  Position,
  Quat,
  Rotation,
  Timer,
  Velocity
};
